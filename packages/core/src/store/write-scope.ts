import type { Later } from "@waxwing/database";
import type { PoolClient } from "pg";

/** The transaction in which things of an instance are written, under the lock of its stream. */
export interface WriteScope {
  readonly client: PoolClient;
  readonly instanceId: string;
  readonly instanceName: string;
  /** For statements whose answer nobody needs. */
  readonly later: Later;
}

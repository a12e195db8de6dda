import type { Later } from "@waxwing/database";
import type { PoolClient } from "pg";

/** The transaction in which things of an instance are written, under the lock of its stream. */
export interface WriteScope {
  readonly client: PoolClient;
  readonly instanceId: string;
  readonly instanceName: string;
  /** For statements whose answer nobody needs. */
  readonly later: Later;
  /**
   * Whether live messages may be taken for new, so that what depends on it is written without waiting for the answer. When
   * one was stored already, {@link KnownAlready} is thrown, and the transaction must be tried again without.
   */
  readonly expectsNew: boolean;
}

/** A message that was taken for new was stored already. */
export class KnownAlready extends Error {}

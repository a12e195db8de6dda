import { WaxwingError } from "@waxwing/contract";
import type { PoolClient } from "pg";
import type { AnyEngine, InstanceProxy } from "../engine.ts";
import { uuidv7 } from "../identifiers.ts";
import type { Sealing } from "../sealing.ts";

/**
 * How an engine checks a proxy.
 * @throws NOT_SUPPORTED_BY_ENGINE for an engine that uses none
 */
export function proxyChecker(engine: AnyEngine): NonNullable<AnyEngine["checkProxy"]> {
  if (engine.checkProxy === undefined) {
    throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", `${engine.integration} uses no proxies.`);
  }
  return engine.checkProxy.bind(engine);
}

/** Stores the proxy of an instance, its password sealed; null: there was one, it is disabled, and nothing of it is kept. */
export async function storeProxy(
  client: PoolClient,
  sealing: Sealing,
  instanceId: string,
  proxy: InstanceProxy | null,
): Promise<void> {
  await client.query(
    `INSERT INTO proxy (instance_id, id, enabled, host, port, protocol, username, password)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (instance_id) DO UPDATE SET enabled = EXCLUDED.enabled, host = EXCLUDED.host, port = EXCLUDED.port,
       protocol = EXCLUDED.protocol, username = EXCLUDED.username, password = EXCLUDED.password, updated_at = now()`,
    [
      instanceId,
      uuidv7(),
      proxy !== null,
      proxy?.host ?? "",
      proxy?.port ?? 0,
      proxy?.protocol ?? "",
      proxy?.username ?? null,
      proxy === null || proxy.password === null ? null : sealing.seal(proxy.password),
    ],
  );
}

import { type Handlers, type InstanceProxy as ShownProxy, WaxwingError } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { z } from "zod";
import { instanceNotFound } from "../access/access.ts";
import type { CoreParts } from "../core-parts.ts";
import type { InstanceProxy } from "../engine.ts";
import type { OperationContext } from "../operation-context.ts";
import { proxyChecker, storeProxy } from "./stored-proxy.ts";

type Shown = z.infer<typeof ShownProxy>;

/** Handlers of `proxy.*`. */
export function proxyHandlers(parts: CoreParts): Handlers<OperationContext>["proxy"] {
  const { changes, database, directory, engines, sealing } = parts;
  return {
    async set({ instanceName, enabled, host, port, protocol, username, password }, { instance, signal }) {
      const engine = engines.of(instance.integration);
      const check = proxyChecker(engine);
      let proxy: InstanceProxy | null = null;
      if (enabled) {
        if (!host || !port || protocol === undefined) throw new WaxwingError("PROXY_INVALID");
        proxy = { host, port: Number(port), protocol, username: username ?? null, password: password ?? null };
        await check(proxy, signal);
      }
      await changes.run(instance.id, async () => {
        if (directory.byId(instance.id) === undefined) throw instanceNotFound(instanceName);
        await database.transaction((client) => storeProxy(client, sealing, instance.id, proxy));
        directory.update(instance.id, { proxy });
        const changed = directory.byId(instance.id);
        if (changed !== undefined) engine.reconfigured?.(changed);
      });
      return { proxy: { instanceName, proxy: shownProxy(proxy) } };
    },

    find: (_input, { instance }) => findProxy(database, instance.id, instance.proxy),
  };
}

/** Null when none was ever set. */
async function findProxy(database: Database, instanceId: string, enabled: InstanceProxy | null): Promise<Shown | null> {
  if (enabled !== null) return shownProxy(enabled);
  const stored = await database.prisma.proxy.count({ where: { instanceId } });
  return stored === 0 ? null : shownProxy(null);
}

/** A proxy as answered; null: it was disabled, and is forgotten. */
function shownProxy(proxy: InstanceProxy | null): Shown {
  if (proxy === null) return { enabled: false, host: "", port: "", protocol: "", username: null, hasPassword: false };
  const { host, port, protocol, username, password } = proxy;
  return { enabled: true, host, port: String(port), protocol, username, hasPassword: password !== null };
}

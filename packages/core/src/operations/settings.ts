import type { Handlers, Settings } from "@waxwing/contract";
import { instanceNotFound } from "../access/access.ts";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";

/** Handlers of `settings.*`. */
export function settingsHandlers(parts: CoreParts): Handlers<OperationContext>["settings"] {
  const { changes, database, directory, engines } = parts;
  return {
    async set({ instanceName, ...given }, { instance }) {
      const answer = await changes.run(instance.id, async () => {
        const { settings: before } = directory.byId(instance.id) ?? instance;
        const settings: Settings = {
          ...given,
          msgCall: given.msgCall ?? before.msgCall,
          wavoipToken: given.wavoipToken ?? before.wavoipToken,
        };
        const updatedAt = new Date();
        const { rowCount } = await database.query("UPDATE instance SET settings = $2, updated_at = $3 WHERE id = $1", [
          instance.id,
          JSON.stringify(settings),
          updatedAt,
        ]);
        if (rowCount === 0) throw instanceNotFound(instanceName);
        directory.update(instance.id, { settings, updatedAt });
        return { settings: { instanceName, settings } };
      });
      const changed = directory.byId(instance.id);
      if (changed !== undefined) engines.find(changed.integration)?.reconfigured?.(changed);
      return answer;
    },
    find: (_input, { instance }) => instance.settings,
  };
}

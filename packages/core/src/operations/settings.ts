import type { Handlers, Settings } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";

/** Handlers of `settings.*`. */
export function settingsHandlers({ database, directory }: CoreParts): Handlers<OperationContext>["settings"] {
  return {
    async set({ instanceName, ...given }, { instance }) {
      const settings: Settings = {
        ...given,
        msgCall: given.msgCall ?? instance.settings.msgCall,
        wavoipToken: given.wavoipToken ?? instance.settings.wavoipToken,
      };
      const updatedAt = new Date();
      await database.query("UPDATE instance SET settings = $2, updated_at = $3 WHERE id = $1", [
        instance.id,
        JSON.stringify(settings),
        updatedAt,
      ]);
      directory.update(instance.id, { settings, updatedAt });
      return { settings: { instanceName, settings } };
    },
    find: (_input, { instance }) => instance.settings,
  };
}

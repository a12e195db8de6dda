import { type AuthenticationState, initAuthCreds, type SignalDataTypeMap } from "@whiskeysockets/baileys";

/** A client's credentials and keys, in memory. Baileys itself keeps `creds` up to date. */
export function memoryAuth(): AuthenticationState {
  const records = new Map<string, Map<string, unknown>>();
  return {
    creds: initAuthCreds(),
    keys: {
      get<Type extends keyof SignalDataTypeMap>(type: Type, ids: string[]) {
        const found: Record<string, SignalDataTypeMap[Type]> = {};
        for (const id of ids) {
          const value = records.get(type)?.get(id);
          if (value !== undefined) found[id] = value as SignalDataTypeMap[Type];
        }
        return found;
      },
      set(data) {
        for (const [type, values] of Object.entries(data)) {
          const kept = records.get(type) ?? new Map<string, unknown>();
          records.set(type, kept);
          for (const [id, value] of Object.entries(values)) {
            if (value === null || value === undefined) kept.delete(id);
            else kept.set(id, value);
          }
        }
      },
    },
  };
}

import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from "@whiskeysockets/baileys";
import type { KeyChange } from "./committer.ts";
import { decodeKey, encodeKey, type KeyText, type KeyType } from "./encoding.ts";
import type { KeyView } from "./key-view.ts";
import type { Transactions } from "./transactions.ts";

/** The texts that Baileys' `set` asks for. */
export function changesOf(data: SignalDataSet): KeyChange[] {
  const changes: KeyChange[] = [];
  for (const type of Object.keys(data) as KeyType[]) {
    for (const [id, value] of Object.entries(data[type] ?? {})) {
      changes.push({ type, id, text: value === null || value === undefined ? null : encodeKey(type, value) });
    }
  }
  return changes;
}

/** Baileys' `get`, over texts. */
export async function readKeys<Type extends KeyType>(
  read: (type: KeyType, ids: readonly string[]) => Promise<Map<string, KeyText | null>>,
  type: Type,
  ids: readonly string[],
): Promise<Record<string, SignalDataTypeMap[Type]>> {
  const values: Record<string, SignalDataTypeMap[Type]> = {};
  for (const [id, text] of await read(type, ids)) if (text !== null) values[id] = decodeKey(type, text);
  return values;
}

/**
 * The key store that Baileys wraps into transactions of its own. `set` resolves after the commit. Sessions and sender
 * keys that Baileys removes are removed in turn: whoever works with one at that moment would write it back.
 */
export function createKeyStore(view: KeyView, transactions: Transactions): SignalKeyStore {
  return {
    get: (type, ids) => readKeys(view.get, type, ids),
    set: (data) =>
      data.session === undefined && data["sender-key"] === undefined
        ? view.apply(changesOf(data))
        : transactions.run(async () => transactions.keys.set(data)),
  };
}

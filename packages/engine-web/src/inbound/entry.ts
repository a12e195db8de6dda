import type { InboundBatch } from "@waxwing/core";
import type { WAMessageKey } from "@whiskeysockets/baileys";

/** In which order the lists of a batch are written; see `InboundBatch`. */
export const stages = {
  contacts: 1,
  chats: 2,
  chatDeletions: 3,
  messages: 4,
  edits: 5,
  votes: 6,
  deletions: 7,
  passing: 8,
} as const;

/** One thing that is to be stored. */
export interface Entry {
  /** Where its order matters, and its place in the order of a batch; absent where order does not matter. */
  readonly order?: { readonly chat: string; readonly stage: number };
  readonly batch: Partial<InboundBatch>;
  /** The message that is to be marked as read at WhatsApp once it is stored. */
  readonly markRead?: WAMessageKey;
}

/** How much goes into one transaction. */
const MAX_ITEMS = 250;

/**
 * How many of the first entries can be one batch so that each chat's things are written in the order of the entries: a
 * batch writes its messages before its deletions, whatever their order was.
 */
export function packable(entries: readonly Entry[]): number {
  const reached = new Map<string, number>();
  let items = 0;
  for (const [index, { order, batch }] of entries.entries()) {
    items += weightOf(batch);
    if (index > 0 && items > MAX_ITEMS) return index;
    if (order === undefined) continue;
    if ((reached.get(order.chat) ?? 0) > order.stage) return index;
    reached.set(order.chat, order.stage);
  }
  return entries.length;
}

function weightOf(batch: Partial<InboundBatch>): number {
  return Object.values(batch).reduce((sum, list) => sum + list.length, 0);
}

/** The entries as one batch. */
export function joined(entries: readonly Entry[]): InboundBatch {
  const lists: Record<string, unknown[]> = { messages: [], statuses: [] };
  for (const { batch } of entries) {
    for (const [name, items] of Object.entries(batch)) {
      const list = lists[name] ?? [];
      lists[name] = list;
      for (const item of items) list.push(item);
    }
  }
  // Each list holds the items of the same list of the entries.
  return lists as unknown as InboundBatch;
}

/** Whether there is nothing to store. */
export function isEmpty(batch: InboundBatch): boolean {
  return weightOf(batch) === 0;
}

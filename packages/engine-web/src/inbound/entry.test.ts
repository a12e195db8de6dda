import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entry, isEmpty, joined, packable, stages } from "./entry.ts";

const reference = (keyId: string, remoteJid: string) => ({ keyId, remoteJid, fromMe: false });

function deletion(keyId: string, chat: string): Entry {
  return { order: { chat, stage: stages.deletions }, batch: { deletions: [reference(keyId, chat)] } };
}

function unread(chat: string): Entry {
  return { order: { chat, stage: stages.chats }, batch: { chats: [{ remoteJid: chat, unreadMessages: 0 }] } };
}

function message(keyId: string, chat: string): Entry {
  const row = {
    ...reference(keyId, chat),
    messageType: "conversation",
    message: { conversation: keyId },
    source: "unknown",
    status: "DELIVERY_ACK",
    timestamp: 1,
  } as const;
  return { order: { chat, stage: stages.messages }, batch: { messages: [row], handled: [Buffer.from(keyId)] } };
}

/** Takes entries apart into batches. */
function batchesOf(entries: readonly Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  for (let rest = [...entries]; rest.length > 0; ) {
    const count = packable(rest);
    batches.push(rest.slice(0, count));
    rest = rest.slice(count);
  }
  return batches;
}

describe("a batch", () => {
  it("holds what can be written at once, and not what would overtake", () => {
    const entries = [message("1", "a"), message("2", "b"), deletion("1", "a"), message("3", "b"), message("4", "a")];
    expect(batchesOf(entries).map((batch) => batch.length)).toEqual([4, 1]);
    expect(batchesOf([message("1", "a"), unread("a")]).map((batch) => batch.length)).toEqual([1, 1]);
  });

  it("joins lists and is empty without them", () => {
    const batch = joined([message("1", "a"), message("2", "a"), deletion("1", "a")]);
    expect(batch.messages.map(({ keyId }) => keyId)).toEqual(["1", "2"]);
    expect(batch.deletions).toHaveLength(1);
    expect(batch.handled).toEqual([Buffer.from("1"), Buffer.from("2")]);
    expect(isEmpty(batch)).toBe(false);
    expect(isEmpty(joined([]))).toBe(true);
  });

  it("keeps the order of each chat whatever comes, and is bounded", () => {
    const chat = fc.constantFrom("a", "b", "c");
    const entry = fc.oneof(
      fc.tuple(fc.string(), chat).map(([id, jid]) => message(id, jid)),
      fc.tuple(fc.string(), chat).map(([id, jid]) => deletion(id, jid)),
      chat.map(unread),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 600 }), (entries) => {
        const batches = batchesOf(entries);
        expect(batches.flat()).toEqual(entries);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(joined(batch).messages.length).toBeLessThanOrEqual(250);
          for (const jid of ["a", "b", "c"]) {
            const reached = batch.flatMap(({ order }) => (order?.chat === jid ? [order.stage] : []));
            expect(reached).toEqual([...reached].sort((one, other) => one - other));
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

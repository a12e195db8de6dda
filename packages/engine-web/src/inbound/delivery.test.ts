import { WaxwingError } from "@waxwing/contract";
import type { InboundBatch, InboundMessage } from "@waxwing/core";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { deliver } from "./delivery.ts";

const log = pino({ level: "silent" });

function message(keyId: string): InboundMessage {
  return {
    keyId,
    remoteJid: "1@s.whatsapp.net",
    fromMe: false,
    messageType: "conversation",
    message: { conversation: keyId },
    source: "unknown",
    status: "DELIVERY_ACK",
    timestamp: 1,
    engineData: Buffer.from("poison"),
  };
}

/** Delivers a batch to an inbox that refuses as told; answers what was stored. */
async function delivered(
  batch: InboundBatch,
  refuse: (batch: InboundBatch, attempt: number) => Error | undefined,
  signal = new AbortController().signal,
): Promise<{ isStored: boolean; stored: InboundBatch[] }> {
  const stored: InboundBatch[] = [];
  let attempt = 0;
  const inbox = {
    async receive(_: string, given: InboundBatch): Promise<void> {
      attempt += 1;
      const error = refuse(given, attempt);
      if (error !== undefined) throw error;
      stored.push(given);
    },
  };
  return { isStored: await deliver(batch, { instanceId: "1", inbox, log, signal }), stored };
}

const away = Object.assign(new Error("connection terminated"), { code: "57P01" });

describe("a batch", () => {
  it("waits for the database, longer than anything else is tried", async () => {
    const batch = { messages: [message("1")], statuses: [] };
    const { isStored, stored } = await delivered(batch, (_, attempt) => (attempt <= 4 ? away : undefined));
    expect([isStored, stored]).toEqual([true, [batch]]);
  });

  it("is taken apart when it is refused, and only what is wrong suffers", async () => {
    const batch: InboundBatch = {
      messages: [message("1"), message("2")],
      statuses: [],
      identities: [{ phoneJid: "1@s.whatsapp.net", lid: "2@lid" }],
      deletions: [{ keyId: "bad", remoteJid: "1@s.whatsapp.net", fromMe: false }],
      handled: [Buffer.from("digest")],
    };
    const isBad = ({ messages, deletions = [] }: InboundBatch): boolean =>
      messages.some(({ keyId, engineData }) => keyId === "2" && engineData !== undefined) ||
      deletions.some(({ keyId }) => keyId === "bad");
    const { isStored, stored } = await delivered(batch, (given) => (isBad(given) ? new Error("invalid") : undefined));
    expect(isStored).toBe(true);
    expect(stored.flatMap(({ messages }) => messages)).toMatchObject([
      { keyId: "1", messageType: "conversation" },
      { keyId: "2", messageType: "unknown", message: { raw: null } },
    ]);
    expect(stored[0]?.identities).toHaveLength(1);
    expect(stored.at(-1)?.handled).toHaveLength(1);
  });

  it("of which not even the key can be stored is given up", async () => {
    const batch = { messages: [message("1")], statuses: [], handled: [Buffer.from("digest")] };
    const refuse = ({ messages }: InboundBatch) => (messages.length > 0 ? new Error("invalid") : undefined);
    const { isStored, stored } = await delivered(batch, refuse);
    expect(isStored).toBe(true);
    expect(stored).toEqual([{ messages: [], statuses: [], handled: [Buffer.from("digest")] }]);
  });

  it("is not stored for an instance that is gone, nor after a stop", async () => {
    const batch = { messages: [message("1")], statuses: [] };
    const gone = await delivered(batch, () => new WaxwingError("INSTANCE_NOT_FOUND"));
    expect(gone).toEqual({ isStored: false, stored: [] });
    const stopping = new AbortController();
    const stopped = await delivered(
      batch,
      () => {
        stopping.abort();
        return away;
      },
      stopping.signal,
    );
    expect(stopped).toEqual({ isStored: false, stored: [] });
  });
});

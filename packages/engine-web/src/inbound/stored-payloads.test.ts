import { proto, writeRandomPadMax16 } from "@whiskeysockets/baileys";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { PendingPayload } from "../session.ts";
import { storedPayloads } from "./stored-payloads.ts";

const payload = (stanza: Record<string, string>, conversation: string): PendingPayload => ({
  digest: Buffer.from(conversation),
  stanza,
  type: "msg",
  plaintext: Buffer.from(writeRandomPadMax16(proto.Message.encode({ conversation }).finish())),
});

test("a payload that cannot be read does not hold up the others", async () => {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => void lines.push(line) });
  const from = "15559990001@s.whatsapp.net";
  const keys = {
    auth: { creds: { me: { id: "15550000001:1@s.whatsapp.net" } } },
    repository: undefined,
    pending: async () => [payload({ from, t: "1" }, "without an id"), payload({ from, t: "1", id: "A" }, "whole")],
  };
  const stored = await storedPayloads(keys as never, log);
  expect(stored.map(({ message }) => message.message?.conversation)).toEqual(["whole"]);
  expect(lines).toHaveLength(1);
  expect(lines.join("")).not.toContain("15559990001");
});

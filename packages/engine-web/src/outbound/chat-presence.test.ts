import { expect, it } from "vitest";
import { createChatPresence } from "./chat-presence.ts";
import { jid, setStage } from "./testing/stage.ts";

it("is seen on the wire: typing, recording, and their end", async () => {
  await using stage = await setStage();
  const ana = "5511900000002";
  await stage.contact(ana);
  const presence = createChatPresence({ sessions: stage.sessions });
  const never = new AbortController().signal;
  for (const each of ["composing", "recording", "paused", "available", "unavailable"] as const) {
    await presence.sendChatPresence(stage.instance, jid(ana), each, never);
  }
  await expect.poll(() => JSON.stringify(stage.sandbox.transcript.entries).includes('"type":"unavailable"')).toBe(true);
  const told = JSON.stringify(stage.sandbox.transcript.entries);
  expect(told).toContain('"composing"');
  expect(told).toContain('"media":"audio"');
  expect(told).toContain('"paused"');

  await stage.client.disconnect();
  await expect(presence.sendChatPresence(stage.instance, jid(ana), "composing", never)).rejects.toMatchObject({
    code: "INSTANCE_NOT_CONNECTED",
  });
});

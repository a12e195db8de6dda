import { WaxwingError } from "@waxwing/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inboundText, receive } from "../testing/arrivals.ts";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore({ engine: { isRepeatable: true } });
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const lid = "111222333444555@lid";
const phoneJid = "5511988887777@s.whatsapp.net";
const form = Buffer.from("engine's form of hello");

test("a message is found by its id while it is on its way, when it is sent, and when it is in doubt", async () => {
  const { messages } = fixture.core;
  const expected = {
    keyId: "OWN.1",
    remoteJid: "5511999999999@s.whatsapp.net",
    fromMe: true,
    messageType: "conversation",
    message: { conversation: "hello" },
    engineData: form,
  };
  const accept = fixture.engine.onSend;
  fixture.engine.onSend = async (message, signal) => {
    expect(await messages.byKeyId(id, "OWN.1")).toMatchObject(expected);
    return accept(message, signal);
  };
  const input = { instanceName: "one", number: "5511999999999", text: "hello" };
  await fixture.call("message.sendText", input);
  expect(await messages.byKeyId(id, "OWN.1", "123:4@lid")).toMatchObject(expected);
  fixture.engine.onSend = () => {
    throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
  };
  expect(await errorCode(fixture.call("message.sendText", input))).toBe("SEND_OUTCOME_UNKNOWN");
  expect(await messages.byKeyId(id, "OWN.2")).toMatchObject({ ...expected, keyId: "OWN.2" });
  expect(await messages.byKeyId(id, "OWN.3")).toBeUndefined();
});

test("of several messages with one id, that of the chat is preferred, by either address", async () => {
  await receive(fixture, id, {
    messages: [
      inboundText("a", "5500"),
      inboundText("a", phoneJid, { remoteJidAlt: lid }),
      inboundText("a", "5599", { fromMe: true }),
    ],
  });
  const { messages } = fixture.core;
  expect(await messages.byKeyId(id, "a", phoneJid)).toMatchObject({ remoteJid: phoneJid, remoteJidAlt: lid });
  expect(await messages.byKeyId(id, "a", lid)).toMatchObject({ remoteJid: phoneJid });
  expect(await messages.byKeyId(id, "a")).toMatchObject({ fromMe: true });
});

test("the newest messages of a chat come newest first, by either address", async () => {
  await receive(fixture, id, {
    identities: [{ lid, phoneJid }],
    messages: [1, 3, 2].map((second) => inboundText(`m${second}`, phoneJid, { timestamp: 1_770_000_000 + second })),
  });
  for (const address of [phoneJid, lid]) {
    const newest = await fixture.core.messages.newest(id, address, 2);
    expect(newest.map((message) => message.keyId)).toEqual(["m3", "m2"]);
  }
});

import { WaxwingError } from "@waxwing/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decodedInput } from "../executor.ts";
import { callerWith } from "../testing/callers.ts";
import { type CoreFixture, errorCode, globalKey, startCore } from "../testing/core-fixture.ts";

const known = "553188887777@s.whatsapp.net";
const lid = "111222333444555@lid";
const looked: string[][] = [];
const shown: string[] = [];
let fixture: CoreFixture;
beforeEach(async () => {
  looked.length = 0;
  shown.length = 0;
  fixture = await startCore({
    engine: {
      capabilities: {
        recipients: {
          async lookUp(_instance, queries) {
            looked.push([...queries]);
            return queries.map((query) => ({
              query,
              exists: query === known || query === lid,
              jid: known,
              lid,
              name: null,
            }));
          },
        },
        chatPresence: {
          async sendChatPresence(_instance, remoteJid, presence) {
            shown.push(`${presence} ${remoteJid}`);
            if (presence === "paused") throw new WaxwingError("WHATSAPP_UNAVAILABLE");
          },
        },
      },
    },
  });
  await fixture.createInstance("one");
});
afterEach(() => fixture.close());

const input = (more: object = {}) => ({ instanceName: "one", number: "5531988887777", text: "hello", ...more });
const send = (more: object = {}) => fixture.call("message.sendText", input(more));

test("a number is looked up, and the message goes to the account that WhatsApp names, with its LID beside it", async () => {
  expect(await send()).toMatchObject({ key: { remoteJid: known, remoteJidAlt: lid } });
  expect(await send({ number: lid })).toMatchObject({ key: { remoteJid: known, remoteJidAlt: lid } });
  expect(looked).toEqual([[known], [lid]]);
});

test("a number that is not on WhatsApp is refused with what was asked, and nothing is sent", async () => {
  const refused = await send({ number: "+1 (555) 010-0000" }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "NUMBER_NOT_ON_WHATSAPP",
    details: { exists: false, number: "+1 (555) 010-0000" },
  });
  expect(fixture.engine.sent).toEqual([]);
});

test("groups, channels and the status list are not looked up", async () => {
  for (const number of ["120363025486748009@g.us", "120363025486748009@newsletter", "status@broadcast"]) {
    expect(await send({ number })).toMatchObject({ key: { remoteJid: number } });
  }
  expect(looked).toEqual([]);
  expect(
    await fixture.call("chat.findChats", { instanceName: "one", where: { remoteJid: "status@broadcast" } }),
  ).toEqual([]);
});

test("a delay shows typing and ends it; that it cannot be shown fails nothing", async () => {
  await send({ delay: 30 });
  expect(shown).toEqual([`composing ${known}`, `paused ${known}`]);
  await send();
  expect(shown).toHaveLength(2);
});

test("a caller that leaves during the delay sends nothing", async () => {
  const leaving = new AbortController();
  const call = fixture.running.executor.execute(
    "message.sendText",
    decodedInput(input({ delay: 30_000 })),
    callerWith(globalKey),
    leaving.signal,
  );
  await expect.poll(() => shown.length).toBe(1);
  leaving.abort();
  expect(await errorCode(call)).toBe("REQUEST_CANCELLED");
  expect(fixture.engine.sent).toEqual([]);
});

test("what the engine cannot send is refused as such", async () => {
  (fixture.engine.messages.sendable as Set<string>).clear();
  expect(await errorCode(send())).toBe("NOT_SUPPORTED_BY_ENGINE");
});

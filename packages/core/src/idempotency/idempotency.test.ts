import { WaxwingError } from "@waxwing/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { decodedInput } from "../executor.ts";
import { callerWith } from "../testing/callers.ts";
import { type CoreFixture, errorCode, globalKey, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let token: string;
beforeEach(async () => {
  fixture = await startCore();
  token = (await fixture.createInstance("one")).token;
});
afterEach(() => fixture.close());

const input = { instanceName: "one", number: "5511999999999", text: "hello", idempotencyKey: "k" };
const send = (key = globalKey, signal?: AbortSignal) =>
  fixture.running.executor.execute("message.sendText", decodedInput(input), callerWith(key), signal);

test("a caller that waits for the first under its key sends itself when the first goes away", async () => {
  const accept = fixture.engine.onSend;
  fixture.engine.onSend = (_message, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const leaving = new AbortController();
  const first = errorCode(send(globalKey, leaving.signal));
  await expect.poll(() => fixture.engine.sent.length).toBe(1);
  const repeated = [send(), send()];
  fixture.engine.onSend = accept;
  leaving.abort();
  expect(await first).toBe("REQUEST_CANCELLED");
  const answers = await Promise.all(repeated);
  expect(answers[0]).toMatchObject({ key: { id: "wamid.1" } });
  expect(answers[1]).toEqual(answers[0]);
  expect(fixture.engine.sent).toHaveLength(2);
});

test("callers that wait for a refused send get its error", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  fixture.engine.onSend = () =>
    promise.then(() => {
      throw new WaxwingError("WHATSAPP_REJECTED");
    });
  const codes = [errorCode(send()), errorCode(send())];
  await expect.poll(() => fixture.engine.sent.length).toBe(1);
  resolve();
  expect(await Promise.all(codes)).toEqual(["WHATSAPP_REJECTED", "WHATSAPP_REJECTED"]);
  expect(fixture.engine.sent).toHaveLength(1);
});

test("the same key of two callers is two keys", async () => {
  await send(globalKey);
  await send(token);
  expect(fixture.engine.sent).toHaveLength(2);
});

test("a key that could not be given free in an outage is free when nothing was sent under it", async () => {
  const accept = fixture.engine.onSend;
  fixture.engine.onSend = async () => {
    await fixture.database.query("ALTER TABLE idempotency_record RENAME TO away");
    throw new WaxwingError("WHATSAPP_UNAVAILABLE");
  };
  expect(await errorCode(send())).toBe("WHATSAPP_UNAVAILABLE");
  await fixture.database.query("ALTER TABLE away RENAME TO idempotency_record");
  fixture.engine.onSend = accept;
  expect(await send()).toMatchObject({ key: { id: "wamid.1" } });
});

test("an accepted message that cannot be stored is in doubt: its key sends nothing again, a status settles it", async () => {
  await fixture.database.query("ALTER TABLE message ADD CONSTRAINT broken CHECK (status <> 'PENDING')");
  expect(await errorCode(send())).toBe("SEND_OUTCOME_UNKNOWN");
  expect(await errorCode(send())).toBe("SEND_OUTCOME_UNKNOWN");
  expect(fixture.engine.sent).toHaveLength(1);
  await expect.poll(() => fixture.running.sendsInDoubt()).toBe(1);
  await fixture.database.query("ALTER TABLE message DROP CONSTRAINT broken");
  await fixture.core.inbox.receive(fixture.core.directory.byName("one")?.id as string, {
    messages: [],
    statuses: [
      {
        keyId: "wamid.1",
        remoteJid: "5511999999999@s.whatsapp.net",
        fromMe: true,
        status: "SERVER_ACK",
        timestamp: 1_770_000_000,
        attemptId: fixture.engine.sent[0]?.message.attemptId,
      },
    ],
  });
  expect(await send()).toMatchObject({ key: { id: "wamid.1" } });
  expect(fixture.engine.sent).toHaveLength(1);
});

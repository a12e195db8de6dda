import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WaxwingError } from "@waxwing/contract";
import type { MediumOpener } from "@waxwing/core";
import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DeliveryServer, eventually, startDeliveryServer } from "../testing/delivery-server.ts";
import { type ReceivedRequest, startReceiver, type WebhookReceiver } from "../testing/webhook-receiver.ts";
import type { WebhookSettings } from "./settings.ts";

const chat = "5511999999999@s.whatsapp.net";
const medium = Buffer.alloc(200_000, "medium ");

let testDatabase: TestDatabase;
let server: DeliveryServer;
let receiver: WebhookReceiver;
let folder: string;
/** What was asked for. */
let asked: Parameters<MediumOpener>[];
/** Gives the medium, or fails. */
let openMedium: MediumOpener;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  receiver = await startReceiver();
  folder = await mkdtemp(join(tmpdir(), "base64-"));
  asked = [];
  openMedium = openFile;
});
afterEach(async () => {
  await server.stop();
  await testDatabase.drop();
  await receiver.close();
  expect(await files(), "files that stay").toEqual([]);
  await rm(folder, { recursive: true });
});

const files = () => readdir(folder);

async function openFile(): ReturnType<MediumOpener> {
  const path = join(folder, crypto.randomUUID());
  await writeFile(path, medium);
  return { path, bytes: medium.length, [Symbol.asyncDispose]: () => rm(path) };
}

async function start(settings: Partial<WebhookSettings> = {}): Promise<void> {
  server = await startDeliveryServer({
    connectionUri: testDatabase.connectionUri,
    settings,
    openMedium(...call) {
      asked.push(call);
      return openMedium(...call);
    },
  });
}

const createInstance = (base64 = true): Promise<string> =>
  server.createInstance("a", { url: receiver.url, base64, events: ["MESSAGES_UPSERT", "SEND_MESSAGE"] });

interface Content {
  readonly imageMessage?: object;
  readonly base64?: string;
}
const contentOf = ({ body }: ReceivedRequest): Content => (body.data as { message: Content }).message;
const base64Of = (request: ReceivedRequest): string | undefined => contentOf(request).base64;
const base64 = medium.toString("base64");
const warnings = () => server.log.filter(({ level }) => level === "warn");

test("media that arrive or are sent carry their bytes, and nothing else does; the log does not hold them", async () => {
  await start({ base64MaxBytes: 300_000 });
  const instance = await createInstance();
  await server.appendImage(instance, chat, { caption: "olá 👋" });
  await server.append(instance, [chat]);
  await server.appendImage(instance, chat, { type: "SEND_MESSAGE" });
  await receiver.until(() => receiver.accepted().length === 3);

  const [arrived, text, sent] = receiver.requests as [ReceivedRequest, ReceivedRequest, ReceivedRequest];
  expect(contentOf(arrived)).toEqual({ imageMessage: { mimetype: "image/png", caption: "olá 👋" }, base64 });
  expect([sent.body.type, base64Of(sent)]).toEqual(["SEND_MESSAGE", base64]);
  expect(Object.keys(contentOf(text))).toEqual(["conversation"]);
  expect([arrived, text, sent].map(({ body }) => body.sequence)).toEqual([2, 3, 4]);
  expect(asked.map(([message, { maxBytes }]) => [message, maxBytes])).toEqual([
    [{ instanceId: instance, key: { remoteJid: chat, fromMe: false, id: "1" } }, 300_000],
    [{ instanceId: instance, key: { remoteJid: chat, fromMe: false, id: "3" } }, 300_000],
  ]);
  const { rows } = await server.database.query("SELECT 1 FROM event WHERE data::text LIKE '%base64%'");
  expect(rows).toEqual([]);
});

test("without the flag no medium is fetched; a change of it counts from the next event on", async () => {
  await start();
  const instance = await createInstance(false);
  await server.appendImage(instance, chat);
  await receiver.until(() => receiver.accepted().length === 1);
  expect(asked).toEqual([]);
  await server.call("webhook.set", {
    instanceName: "a",
    webhook: { enabled: true, url: receiver.url, webhookBase64: true, events: ["MESSAGES_UPSERT"] },
  });
  await server.appendImage(instance, chat);
  await receiver.until(() => receiver.accepted().length === 2);
  expect(receiver.requests.map(base64Of)).toEqual([undefined, base64]);
});

test("a medium that cannot be had holds up nothing: its event goes without, in its place, and the log says why", async () => {
  openMedium = async ({ key }) => {
    if (key.id === "1") throw new WaxwingError("MEDIA_NOT_AVAILABLE", "WhatsApp no longer has the medium.");
    if (key.id === "2") throw new Error("anything");
    return openFile();
  };
  await start();
  const instance = await createInstance();
  for (const _ of [1, 2, 3]) await server.appendImage(instance, chat);
  await receiver.until(() => receiver.accepted().length === 3);
  expect(receiver.requests.map(base64Of)).toEqual([undefined, undefined, base64]);
  expect(receiver.requests.map(({ body }) => body.sequence)).toEqual([2, 3, 4]);
  // Of several in a minute, one line.
  expect(warnings()).toEqual([
    {
      level: "warn",
      message: "a medium could not be had: its event goes to the webhook without base64",
      fields: {
        instance: "a",
        instanceId: instance,
        eventId: receiver.requests[0]?.body.id,
        eventType: "MESSAGES_UPSERT",
        code: "MEDIA_NOT_AVAILABLE",
        reason: "WhatsApp no longer has the medium.",
      },
    },
  ]);
});

test("a medium that does not come in time is not waited for, and its file goes when it comes after all", async () => {
  const late = Promise.withResolvers<void>();
  const written = late.promise.then(openFile);
  openMedium = () => written;
  await start({ base64TimeoutMs: 100 });
  await server.appendImage(await createInstance(), chat);
  await receiver.until(() => receiver.accepted().length === 1);
  expect(receiver.requests.map(base64Of)).toEqual([undefined]);
  expect(asked[0]?.[1].signal.aborted).toBe(true);
  late.resolve();
  await written;
  await eventually(async () => (await files()).length === 0);
});

test("what may be there a moment later is asked for again, within the time", async () => {
  let calls = 0;
  openMedium = async () => {
    calls++;
    if (calls < 3) throw new WaxwingError("WHATSAPP_UNAVAILABLE");
    return openFile();
  };
  await start();
  await server.appendImage(await createInstance(), chat);
  await receiver.until(() => receiver.accepted().length === 1);
  expect([calls, receiver.requests.map(base64Of)]).toEqual([3, [base64]]);
});

test("every repetition has the medium again", async () => {
  await start();
  receiver.answer = ({ headers }) => (Number(headers["x-waxwing-attempt"]) < 3 ? 503 : 200);
  await server.appendImage(await createInstance(), chat);
  await receiver.until(() => receiver.accepted().length === 1);
  expect(receiver.requests.map(({ headers }) => headers["x-waxwing-attempt"])).toEqual(["1", "2", "3"]);
  const [first, ...others] = receiver.requests;
  expect(first && base64Of(first)).toBe(base64);
  expect(others.map(({ body }) => body)).toEqual([first?.body, first?.body]);
  expect(new Set(receiver.requests.map(({ headers }) => headers["content-length"]))).toHaveLength(1);
});

test("a receiver to which the body is too large gets it without the medium, at once", async () => {
  await start({ nonRetryableStatuses: [413] });
  receiver.answer = (request) => (base64Of(request) === undefined ? 200 : 413);
  const instance = await createInstance();
  await server.appendImage(instance, chat);
  await receiver.until(() => receiver.accepted().length === 1);
  expect(receiver.requests.map(({ status, headers }) => [status, headers["x-waxwing-attempt"]])).toEqual([
    [413, "1"],
    [200, "1"],
  ]);
  expect(warnings()).toMatchObject([{ fields: { instance: "a", mediumBytes: medium.length } }]);
});

test("a slow receiver holds a few media at a time and no text of other chats", async () => {
  const release = Promise.withResolvers<number>();
  receiver.answer = (request) => (contentOf(request).imageMessage === undefined ? 200 : release.promise);
  await start({ timeoutMs: 20_000 });
  const instance = await createInstance();
  for (let index = 0; index < 40; index++) await server.appendImage(instance, `${index}@s.whatsapp.net`);
  await receiver.until(() => receiver.running === 8);
  await server.append(instance, ["text@s.whatsapp.net"]);
  await receiver.until(() => receiver.accepted().length === 1);
  expect([asked.length, (await files()).length, receiver.running]).toEqual([8, 8, 8]);
  release.resolve(200);
  await receiver.until(() => receiver.accepted().length === 41);
  expect(asked).toHaveLength(40);
});

test("a stop while a medium is fetched leaves the event for the next start", async () => {
  const begun = Promise.withResolvers<void>();
  openMedium = (_message, { signal }) =>
    new Promise((_resolve, reject) => {
      begun.resolve();
      signal.addEventListener("abort", () => reject(new WaxwingError("WHATSAPP_UNAVAILABLE")));
    });
  await start();
  await server.appendImage(await createInstance(), chat);
  await begun.promise;
  await server.stop(200);
  expect(receiver.requests).toEqual([]);
  openMedium = openFile;
  await start();
  await receiver.until(() => receiver.accepted().length === 1);
  expect(receiver.requests.map(base64Of)).toEqual([base64]);
});

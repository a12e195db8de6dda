import { createHash } from "node:crypto";
import type { EventType, Message } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { arrived } from "./happening.ts";
import { jpeg, mp3, mp4, pdf, png } from "./samples.ts";
import { type RunningWorld, startWorld } from "./world.ts";

const limitBytes = 100_000;
let world: RunningWorld;
let count = 0;

beforeAll(async () => {
  world = await startWorld({ settings: { WEBHOOK_BASE64_MAX_BYTES: String(limitBytes) } });
  await setWebhook({});
});
afterAll(() => world?.close());

const setWebhook = ({ base64 = true, instanceName = world.shop.name }) =>
  world.web.call("webhook.set", {
    instanceName,
    webhook: { enabled: true, url: world.web.fixture.receiver.url, webhookBase64: base64 },
  });

type Body = Readonly<Record<string, unknown>> & { readonly data: Message };
const posted = (): Record<string, unknown>[] =>
  world.web.fixture.receiver.deliveries.map(({ body }) => body as Record<string, unknown>);

/** The event of a message as the webhook got it. */
const told = async (type: EventType, id: string): Promise<Message> =>
  ((await arrived("webhook", posted, type, { key: { id } })) as Body).data;

/** A file that no other test has, with whatever its first bytes are. */
function unlike(file: Buffer): Buffer {
  count += 1;
  return Buffer.concat([file, Buffer.from(`unlike others ${count}`)]);
}

const sha256 = (file: Uint8Array): string => createHash("sha256").update(file).digest("base64");
const bytesOf = (message: Message): Buffer => Buffer.from(message.message.base64 ?? "", "base64");

describe("a medium that arrives is in its event", () => {
  test.each([
    ["imageMessage", { type: "image", bytes: unlike(png), mimeType: "image/png", caption: "a picture" }],
    ["videoMessage", { type: "video", bytes: unlike(mp4), caption: "a film" }],
    ["ptvMessage", { type: "ptv", bytes: unlike(mp4), seconds: 2 }],
    ["audioMessage", { type: "audio", bytes: unlike(mp3), voice: true, seconds: 3 }],
    ["stickerMessage", { type: "sticker", bytes: unlike(jpeg) }],
    ["documentMessage", { type: "document", bytes: unlike(pdf), filename: "a.pdf", mimeType: "application/pdf" }],
    ["documentMessage", { type: "document", bytes: unlike(pdf), filename: "b.pdf", caption: "with a caption" }],
  ] as const)("%s", async (messageType, media) => {
    const { id } = world.ana.web.sendMedia(media, { to: world.shop.phone });
    const message = await told("MESSAGES_UPSERT", id);
    expect(message.messageType).toBe(messageType);
    expect(sha256(bytesOf(message))).toBe(sha256(media.bytes));
    expect(message.message[messageType]?.fileSha256).toBe(sha256(media.bytes));
  });

  test("that may be opened once, and in a group", async () => {
    const once = unlike(png);
    const sent = await world.stranger.send(world.shop.jid, { image: once, viewOnce: true });
    const { message } = await told("MESSAGES_UPSERT", sent.key.id ?? "");
    expect(message).toMatchObject({ viewOnce: true, imageMessage: {}, base64: once.toString("base64") });

    const group = world.group("Pictures");
    const shared = unlike(png);
    const { id } = world.ana.web.sendMedia({ type: "image", bytes: shared }, { to: group.jid });
    expect(sha256(bytesOf(await told("MESSAGES_UPSERT", id)))).toBe(sha256(shared));
  });

  test("that another device of the account sent", async () => {
    const sent = await world.tablet.send(`${world.ana.phone}@s.whatsapp.net`, { image: unlike(png) });
    const message = await told("MESSAGES_UPSERT", sent.key.id ?? "");
    expect(message.key.fromMe).toBe(true);
    expect(sha256(bytesOf(message))).toBe(message.message.imageMessage?.fileSha256);
  });
});

describe("a medium that is sent by a call is in its event", () => {
  test.each([
    ["image", png],
    ["document", pdf],
  ])("%s: the bytes that its receiver gets", async (mediatype, file) => {
    const { key } = await world.web.call<{ key: { id: string } }>("message.sendMedia", {
      instanceName: world.shop.name,
      number: world.ana.phone,
      mediatype,
      media: unlike(file).toString("base64"),
      fileName: "a-name",
    });
    const received = await (await world.ana.received(({ id }) => id === key.id)).media();
    const message = await told("SEND_MESSAGE", key.id);
    expect(sha256(bytesOf(message))).toBe(sha256(received));
    // What the call answers and the server keeps does not hold it.
    expect(JSON.stringify(await world.stored(key.id))).not.toContain(message.message.base64);
  });
});

describe("an event goes without base64", () => {
  test("when it is no medium, or the medium is too large for webhooks; getBase64 still has it", async () => {
    expect((await told("MESSAGES_UPSERT", await world.heard(world.ana, "a text"))).message).toEqual({
      conversation: "a text",
    });
    const bytes = Buffer.alloc(limitBytes + 1, "large ");
    const { id } = world.ana.web.sendMedia({ type: "document", bytes }, { to: world.shop.phone });
    const { message } = await told("MESSAGES_UPSERT", id);
    expect(message).toMatchObject({ documentMessage: { fileLength: String(bytes.length) } });
    expect(message).not.toHaveProperty("base64");
    const { base64 } = await world.web.call<{ base64: string }>("chat.getBase64", {
      instanceName: world.shop.name,
      message: { key: { id } },
    });
    expect(sha256(Buffer.from(base64, "base64"))).toBe(sha256(bytes));
  });

  test("when WhatsApp has lost the medium; one that the phone still has is fetched from there", async () => {
    const person = await world.person();
    const held = await holdBack(() => person.say("first", { to: world.shop.phone }));
    const ids = await Promise.all(
      [png, png].map(async (file) => {
        const { id } = person.web.sendMedia({ type: "image", bytes: unlike(file) }, { to: world.shop.phone });
        return { id, path: await directPathOf(id) };
      }),
    );
    const [lost, expired] = ids as [(typeof ids)[0], (typeof ids)[0]];
    expect(world.sandbox.world.media.forget(lost.path)).toBe(true);
    expect(world.sandbox.world.media.expire(expired.path)).toBe(true);
    held.release();
    const { message } = await told("MESSAGES_UPSERT", lost.id);
    expect(message.imageMessage).toBeDefined();
    expect(message).not.toHaveProperty("base64");
    const again = await told("MESSAGES_UPSERT", expired.id);
    expect(sha256(bytesOf(again))).toBe(again.message.imageMessage?.fileSha256);
  });

  test("when it would have to come from a phone, and the instance is not connected", async () => {
    const { phone } = await world.person();
    const person = await world.person();
    const other = await world.web.pair("offline", phone);
    await setWebhook({ instanceName: other.name });
    const held = await holdBack(() => person.say("first", { to: phone }));
    const { id } = person.web.sendMedia({ type: "image", bytes: unlike(png) }, { to: phone });
    world.sandbox.world.media.expire(await directPathOf(id, other.name));
    await world.web.call("instance.logout", { instanceName: other.name });
    held.release();
    const { message } = await told("MESSAGES_UPSERT", id);
    expect(message.imageMessage).toBeDefined();
    expect(message).not.toHaveProperty("base64");
  });

  test("when the webhook does not want it; nothing is fetched then", async () => {
    await setWebhook({ base64: false });
    const { id } = world.ana.web.sendMedia({ type: "image", bytes: unlike(png) }, { to: world.shop.phone });
    const { message } = await told("MESSAGES_UPSERT", id);
    expect(message.imageMessage).toBeDefined();
    expect(message).not.toHaveProperty("base64");
    const { rows } = await world.web.fixture.pool.query(
      `SELECT stored_media.store_key FROM waxwing.stored_media JOIN waxwing.message ON message.id = stored_media.message_id
       WHERE message.key_id = $1`,
      [id],
    );
    expect(rows).toEqual([]);
    await setWebhook({});
  });
});

test("the event log holds no media", async () => {
  const { rows } = await world.web.fixture.pool.query<{ found: number }>(
    `SELECT count(*)::int AS found FROM waxwing.event
     WHERE type IN ('MESSAGES_UPSERT', 'SEND_MESSAGE') AND data->'message' ? 'base64'`,
  );
  expect(rows).toEqual([{ found: 0 }]);
});

/** Lets the webhook refuse the first message of a chat, so that later ones wait in the server. */
async function holdBack(first: () => Promise<unknown>): Promise<{ release(): void }> {
  const { receiver } = world.web.fixture;
  const before = receiver.deliveries.length;
  receiver.status = 503;
  await first();
  await until("the first message was refused", () => receiver.deliveries.length > before);
  return {
    release() {
      receiver.status = 200;
    },
  };
}

async function directPathOf(id: string, instance?: string): Promise<string> {
  const { message } = (await world.stored(id, instance)) as unknown as Message;
  return message.imageMessage?.directPath ?? "";
}

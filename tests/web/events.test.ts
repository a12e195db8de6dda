import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { type EventStream, restStream } from "../support/event-streams.ts";
import { arrived } from "./happening.ts";
import { accountHappenings } from "./happenings/account.ts";
import { changeHappenings } from "./happenings/changes.ts";
import { messageHappenings } from "./happenings/messages.ts";
import { type RunningWorld, startWorld } from "./world.ts";

let world: RunningWorld;
let stream: EventStream;
let count = 0;

beforeAll(async () => {
  world = await startWorld();
  const { fixture, call } = world.web;
  const instanceName = world.shop.name;
  await call("settings.set", {
    instanceName,
    rejectCall: false,
    groupsIgnore: false,
    alwaysOnline: false,
    readMessages: false,
    readStatus: true,
    syncFullHistory: false,
  });
  await call("webhook.set", { instanceName, webhook: { enabled: true, url: fixture.receiver.url } });
  stream = restStream(fixture.url, fixture.apiKey, { instanceName, lastEventId: await fixture.lastEventId() });
});
afterAll(async () => {
  await stream?.close();
  await world?.close();
});

const posted = (): Record<string, unknown>[] =>
  world.web.fixture.receiver.deliveries.map(({ body }) => body as Record<string, unknown>);

describe("what happens at WhatsApp arrives by webhook and live stream", () => {
  test.each(
    [...messageHappenings, ...changeHappenings, ...accountHappenings].map(
      (each) => [`${each.about}: ${each.type}`, each] as const,
    ),
  )("%s", async (_name, { type, cause, data }) => {
    count += 1;
    const marker = `e${String(count).padStart(4, "0")}`;
    const context = await cause(world, marker);
    const expected = data(world, marker, context);
    const { destination, ...byWebhook } = await arrived("webhook", posted, type, expected);
    expect(destination).toBe(world.web.fixture.receiver.url);
    expect(byWebhook).toMatchObject({ instance: world.shop.name, instanceId: world.shop.id, sender: world.shop.jid });
    // The same event, with the same id, everywhere.
    const live = await until(`${type} on the live stream`, () =>
      stream.received.find((envelope) => envelope["id"] === byWebhook["id"]),
    );
    expect(live).toEqual(byWebhook);
  });
});

describe("the history of a phone", () => {
  test("arrives as chats, contacts and messages, with progress up to 100", async () => {
    const { sandbox, web } = world;
    const { phone } = await world.person();
    const friend = await world.person();
    const jid = `${friend.phone}@s.whatsapp.net`;
    sandbox.world.history.addChats(sandbox.account(phone).record, {
      chat: jid,
      name: "Old friend",
      unreadCount: 1,
      messages: Array.from({ length: 30 }, (_, index) => ({ id: `HISTORY${index}`, text: `old ${index}` })),
    });
    await web.pair("with-history", phone, {
      syncFullHistory: true,
      webhook: { url: `${web.fixture.receiver.url}/history` },
    });
    const ofHistory = (): Record<string, unknown>[] => posted().filter(({ instance }) => instance === "with-history");
    await arrived("webhook", ofHistory, "MESSAGING_HISTORY_SET", { progress: 100 });
    await arrived("webhook", ofHistory, "CHATS_SET", { remoteJid: jid, unreadMessages: 1 });
    await arrived("webhook", ofHistory, "CONTACTS_SET", { remoteJid: jid });
    await arrived("webhook", ofHistory, "MESSAGES_SET", { key: { id: "HISTORY29", remoteJid: jid } });
    const found = await web.call<{ messages: { total: number } }>("chat.findMessages", {
      instanceName: "with-history",
      where: { key: { remoteJid: jid } },
    });
    expect(found.messages.total).toBe(30);
    expect(ofHistory().filter(({ type }) => type === "MESSAGES_UPSERT")).toEqual([]);
  });
});

test("a logout at the phone is told with its reason", async () => {
  const { sandbox, web } = world;
  const { phone } = await world.person();
  await web.pair("unlinked", phone, { webhook: { url: `${web.fixture.receiver.url}/unlinked` } });
  sandbox.account(phone).unlink(sandbox.account(phone).devices[0]?.id ?? 0);
  const told = (): Record<string, unknown>[] => posted().filter(({ instance }) => instance === "unlinked");
  await arrived("webhook", told, "CONNECTION_UPDATE", { state: "close", reasonCode: "logged_out" });
  await arrived("webhook", told, "STATUS_INSTANCE", { status: "closed" });
  await arrived("webhook", told, "QRCODE_UPDATED", { qrcode: { base64: expect.stringMatching(/^data:image/) } });
});

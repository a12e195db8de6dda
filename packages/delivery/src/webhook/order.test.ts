import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DeliveryServer, eventually, startDeliveryServer } from "../testing/delivery-server.ts";
import { type ReceivedRequest, startReceiver, type WebhookReceiver } from "../testing/webhook-receiver.ts";

let testDatabase: TestDatabase;
let server: DeliveryServer;
const receivers: WebhookReceiver[] = [];
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  server = await startDeliveryServer({ connectionUri: testDatabase.connectionUri });
});
afterEach(async () => {
  await server.stop();
  await testDatabase.drop();
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

async function receiverWith(answer?: Parameters<typeof startReceiver>[0]): Promise<WebhookReceiver> {
  const receiver = await startReceiver(answer);
  receivers.push(receiver);
  return receiver;
}

const chatOf = ({ body }: ReceivedRequest): string =>
  (body.data as { key?: { remoteJid: string } }).key?.remoteJid ?? "";

function sequencesByChat(requests: readonly ReceivedRequest[]): Map<string, number[]> {
  const byChat = new Map<string, number[]>();
  for (const request of requests) {
    const sequences = byChat.get(chatOf(request)) ?? [];
    byChat.set(chatOf(request), [...sequences, request.body.sequence]);
  }
  return byChat;
}

const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((left, right) => left - right);
const parkedJobs = async (): Promise<number> => {
  const { rows } = await server.database.query<{ count: number }>(
    "SELECT count(*) FROM waxwing_jobs.job WHERE name = 'webhook-retry'",
  );
  return Number(rows[0]?.count);
};

for (const seed of [1, 2, 3]) {
  test(`with random failures and delays every event is accepted, in order within its chat (seed ${seed})`, async () => {
    let state = seed;
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    const overlapping: string[] = [];
    const inChat = new Set<string>();
    const receiver = await receiverWith(async (request) => {
      const chat = chatOf(request);
      if (inChat.has(chat)) overlapping.push(chat);
      inChat.add(chat);
      await new Promise((resolve) => setTimeout(resolve, random() * 8));
      inChat.delete(chat);
      return random() < 0.15 ? 503 : 200;
    });
    const instance = await server.createInstance("orders", { url: receiver.url });
    const chats = Array.from({ length: 20 }, (_, index) => `${index}@s.whatsapp.net`);
    for (let round = 0; round < 20; round++) {
      await server.append(
        instance,
        Array.from({ length: 20 }, () => chats[Math.floor(random() * chats.length)] as string),
      );
    }

    await receiver.until(() => receiver.accepted().length === 401, 60_000);
    for (const [chat, sequences] of sequencesByChat(receiver.accepted()))
      expect(sequences, chat).toEqual(ascending(sequences));
    expect(overlapping).toEqual([]);
    expect(receiver.requests.some(({ status }) => status === 503)).toBe(true);
    expect(receiver.mostRunning).toBeGreaterThan(1);
    await eventually(async () => (await parkedJobs()) === 0);
    const { rows } = await server.database.query("SELECT * FROM webhook_failure");
    expect(rows).toEqual([]);
  });
}

test("a failed event holds back its own chat only, and waits longer with each attempt", async () => {
  let failures = 4;
  const receiver = await receiverWith((request) => (chatOf(request).startsWith("bad") && failures-- > 0 ? 500 : 200));
  const instance = await server.createInstance("holds", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  await server.append(instance, [
    "bad@s.whatsapp.net",
    "bad@s.whatsapp.net",
    "good@s.whatsapp.net",
    "good@s.whatsapp.net",
  ]);

  await receiver.until(() => receiver.accepted().length === 4);
  const tried = receiver.requests.filter((request) => request.body.sequence === 2);
  expect(tried.map(({ headers }) => headers["x-waxwing-attempt"])).toEqual(["1", "2", "3", "4", "5"]);
  const waits = tried.slice(1).map(({ atMs }, index) => atMs - (tried[index]?.atMs ?? 0));
  // 20, 40, 80 and 160 ms at the least; a fetch and a request come on top.
  for (const [index, least] of [20, 40, 80, 160].entries()) expect(waits[index]).toBeGreaterThanOrEqual(least - 1);
  expect(receiver.accepted().map(({ body }) => body.sequence)).toEqual([4, 5, 2, 3]);
});

test("a receiver that answers nothing holds up no other webhook, and gets at most 16 requests at a time", async () => {
  const release = Promise.withResolvers<number>();
  const slow = await receiverWith(() => release.promise);
  const quick = await receiverWith();
  const slowInstance = await server.createInstance("slow", { url: slow.url, events: ["MESSAGES_UPSERT"] });
  const quickInstance = await server.createInstance("quick", { url: quick.url, events: ["MESSAGES_UPSERT"] });
  const chats = Array.from({ length: 100 }, (_, index) => `${index}@s.whatsapp.net`);
  for (let round = 0; round < 12; round++) {
    await server.append(slowInstance, chats);
    await server.append(quickInstance, chats);
  }

  await quick.until(() => quick.accepted().length === 1200);
  expect(slow.accepted()).toEqual([]);
  expect(slow.mostRunning).toBe(16);
  // Beyond 500 events the log keeps them.
  const { rows } = await server.database.query<{ ahead: { behind: Record<string, unknown> } | null }>(
    "SELECT ahead FROM subscriber_position WHERE subscriber = 'webhook'",
  );
  expect(Object.keys(rows[0]?.ahead?.behind ?? {})).toEqual([slowInstance]);

  release.resolve(200);
  await slow.until(() => slow.accepted().length === 1200);
  for (const [chat, sequences] of sequencesByChat(slow.accepted()))
    expect(sequences, chat).toEqual(ascending(sequences));
  expect(slow.requests).toHaveLength(1200);
  await eventually(async () => {
    const { rows: after } = await server.database.query<{ ahead: unknown }>("SELECT ahead FROM subscriber_position");
    return after[0]?.ahead === null;
  });
});

test("events of one chat leave one by one while the others go side by side", async () => {
  const receiver = await receiverWith();
  const instance = await server.createInstance("one", { url: receiver.url, events: ["MESSAGES_UPSERT"] });
  for (let round = 0; round < 5; round++) await server.append(instance, Array(40).fill("same@s.whatsapp.net"));
  await receiver.until(() => receiver.accepted().length === 200);
  expect(receiver.mostRunning).toBe(1);
  expect(receiver.requests.map(({ body }) => body.sequence)).toEqual(
    Array.from({ length: 200 }, (_, index) => index + 2),
  );
});

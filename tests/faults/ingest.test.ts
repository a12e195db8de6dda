import { afterEach, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { type RecordingReceiver, startRecordingReceiver } from "../processes/recording-receiver.ts";
import { expectDelivered } from "./expect-delivered.ts";
import { type FaultyWorld, startFaultyWorld } from "./faulty-world.ts";
import { storedEvents, storedMessages } from "./stored-facts.ts";

const contacts = 10;
const messagesEach = 40;
const kills = 4;

let world: FaultyWorld | undefined;
let receiver: RecordingReceiver | undefined;
afterEach(async () => {
  await world?.close();
  await receiver?.close();
});

test("kill -9 in the middle of ingest and deliveries: stored once, logged once, delivered in order", {
  timeout: 90_000,
}, async () => {
  // Some deliveries fail, so that there are retries to be killed as well.
  receiver = await startRecordingReceiver((count) => (count % 17 === 0 ? 503 : 200));
  world = await startFaultyWorld({ receiverUrl: receiver.url });
  const { graph, database, instanceId } = world;
  let taken = 0;
  const all = Array.from({ length: contacts }, (_, index) => {
    const contact = graph.contact(`55119${81000000 + index}`, { name: `Contact ${index}` });
    return Promise.all(
      Array.from({ length: messagesEach }, async (_, number) => {
        await contact.say(`${contact.waId} ${number}`);
        taken += 1;
      }),
    );
  });

  for (let kill = 1; kill <= kills; kill++) {
    const enough = (kill / (kills + 1)) * contacts * messagesEach;
    await until(`${enough} messages were taken`, () => taken >= enough, 30_000);
    await world.killAndRestart();
  }
  await Promise.all(all);

  const expected = Array.from({ length: contacts }, (_, index) =>
    Array.from({ length: messagesEach }, (_, number) => `55119${81000000 + index} ${number}`),
  );
  const messages = await storedMessages(database, instanceId);
  expect(messages.map(({ text }) => text).sort()).toEqual(expected.flat().sort());
  expect(messages.filter(({ text, remoteJid }) => remoteJid !== `${text.split(" ")[0]}@s.whatsapp.net`)).toEqual([]);

  const events = await storedEvents(database, instanceId);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const arrivals = events.filter(({ type }) => type === "MESSAGES_UPSERT").map(({ text }) => text ?? "");
  for (const texts of expected) {
    const sender = texts[0]?.split(" ")[0] ?? "";
    expect(arrivals.filter((text) => text.startsWith(`${sender} `))).toEqual(texts);
  }

  await expectDelivered(
    receiver,
    events.map(({ id }) => id),
  );
});

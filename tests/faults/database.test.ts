import { type EmbeddedPostgres, startEmbeddedPostgres } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { childrenOf } from "../processes/process-figures.ts";
import { type RecordingReceiver, startRecordingReceiver } from "../processes/recording-receiver.ts";
import { type TemporaryFolder, temporaryFolder } from "../processes/temporary-folder.ts";
import { expectDelivered } from "./expect-delivered.ts";
import { type Answer, type FaultyWorld, startFaultyWorld } from "./faulty-world.ts";
import { storedEvents, storedMessages } from "./stored-facts.ts";

const contacts = 6;
const messagesEach = 30;

let folder: TemporaryFolder;
let postgres: EmbeddedPostgres;
let receiver: RecordingReceiver;
let world: FaultyWorld;

const startPostgres = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDir: folder.path, log: silentLog });

beforeEach(async () => {
  folder = temporaryFolder("faults-postgres");
  postgres = await startPostgres();
  receiver = await startRecordingReceiver();
  world = await startFaultyWorld({ connectionUri: postgres.connectionUri, receiverUrl: receiver.url });
});
afterEach(async () => {
  await world.close();
  await receiver.close();
  await postgres.stop();
  folder.remove();
});

interface Traffic {
  /** How many messages the server has acknowledged to Graph. */
  taken(): number;
  readonly sends: ReadonlyMap<string, Answer>;
  readonly ended: Promise<unknown>;
}

/** Messages of contacts, and sends under keys, at the same time. */
function startTraffic(): Traffic {
  const { graph } = world;
  let taken = 0;
  const sends = new Map<string, Answer>();
  const ended = Array.from({ length: contacts }, async (_, index) => {
    const number = `55119${83000000 + index}`;
    const contact = graph.contact(number);
    for (let message = 0; message < messagesEach; message++) {
      await contact.say(`${number} ${message}`);
      taken += 1;
      const text = `answer ${message} to ${number}`;
      sends.set(text, await world.send(number, text, text));
    }
  });
  return { taken: () => taken, sends, ended: Promise.all(ended) };
}

async function expectEverythingOnce(traffic: Traffic): Promise<void> {
  const { graph, database, instanceId } = world;
  await graph.idle();
  for (const [text, first] of traffic.sends) {
    const number = text.split(" ").at(-1) ?? "";
    // A send that was refused or in doubt is known now, or goes out now; its status settles it.
    const again = await until(`${text} is known`, async () => {
      const answer = await world.send(number, text, text);
      return answer.status === 201 ? answer : undefined;
    });
    if (first.status === 201) expect(again).toEqual(first);
    else expect(["SEND_OUTCOME_UNKNOWN", "SERVICE_UNAVAILABLE"]).toContain(first.body.code);
  }
  expect([...world.acceptedTexts()].filter(([, count]) => count !== 1)).toEqual([]);

  const messages = await storedMessages(database, instanceId);
  const said = Array.from({ length: contacts }, (_, index) =>
    Array.from({ length: messagesEach }, (_, message) => `55119${83000000 + index} ${message}`),
  ).flat();
  expect(
    messages
      .filter(({ fromMe }) => !fromMe)
      .map(({ text }) => text)
      .sort(),
  ).toEqual(said.sort());
  expect(
    messages
      .filter(({ fromMe }) => fromMe)
      .map(({ text }) => text)
      .sort(),
  ).toEqual([...traffic.sends.keys()].sort());

  const events = await storedEvents(database, instanceId);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  await expectDelivered(
    receiver,
    events.map(({ id }) => id),
  );
}

const failedWebhooks = (): number => world.graph.transcript.webhooks.filter(({ status }) => status !== 200).length;

test("PostgreSQL stops and starts again in the middle: the server says so, goes on, and nothing is lost or doubled", {
  timeout: 90_000,
}, async () => {
  const pid = world.server().pid;
  const traffic = startTraffic();
  for (const share of [0.2, 0.6]) {
    await until("some traffic", () => traffic.taken() >= share * contacts * messagesEach);
    const failedBefore = failedWebhooks();
    await postgres.stop();
    await until("Graph is told to send again", () => failedWebhooks() > failedBefore);
    await until("the server says that it is not ready", async () => (await health()) === 503);
    postgres = await startPostgres();
    await until("the server is ready again", async () => (await health()) === 200);
  }
  await traffic.ended;
  await expectEverythingOnce(traffic);
  expect(world.server().pid).toBe(pid);
  expect(
    world.graph.transcript.webhooks.filter(({ status }) => status !== null && status !== 200 && status !== 503),
  ).toEqual([]);
});

test("PostgreSQL is frozen in the middle: what Graph sends again is stored once", { timeout: 90_000 }, async () => {
  const traffic = startTraffic();
  await until("some traffic", () => traffic.taken() >= 0.3 * contacts * messagesEach);
  const frozen = [postgres.pid, ...childrenOf(postgres.pid)];
  const failedBefore = failedWebhooks();
  for (const pid of frozen) process.kill(pid, "SIGSTOP");
  try {
    await until("Graph gave up waiting", () => failedWebhooks() > failedBefore);
  } finally {
    for (const pid of frozen) process.kill(pid, "SIGCONT");
  }
  await traffic.ended;
  await expectEverythingOnce(traffic);
});

async function health(): Promise<number> {
  const response = await fetch(`${world.server().url}/health/ready`);
  await response.body?.cancel();
  return response.status;
}

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { type Answer, type FaultyWorld, startFaultyWorld } from "./faulty-world.ts";
import { storedEvents, storedMessages } from "./stored-facts.ts";

let world: FaultyWorld;
beforeEach(async () => {
  world = await startFaultyWorld();
});
afterEach(() => world.close());

const numberOf = (index: number): string => `55119${82000000 + index}`;

/** The status comes by webhook: asks again under the same key until the outcome is known. */
const settled = (number: string, text: string, key: string): Promise<Answer> =>
  until(`the send of ${text} is settled`, async () => {
    const answer = await world.send(number, text, key);
    return answer.status === 201 ? answer : undefined;
  });

test("kill -9 in the middle of sends: acknowledged ones are stored, doubtful ones say so, none goes out twice", {
  timeout: 90_000,
}, async () => {
  const { graph, database, instanceId } = world;
  // Without statuses nothing settles a doubt by itself.
  graph.statuses = false;
  const perRound = 24;
  const answers = new Map<string, Answer>();
  const numbers = new Map<string, string>();
  for (let round = 0; round < 3; round++) {
    // Some answers come at once and some late: the kill meets sends before, in and after Graph.
    graph.faults.delay(30, { times: perRound / 2, on: "messages" });
    const before = graph.messages.length;
    const sends = Array.from({ length: perRound }, async (_, index) => {
      const text = `round ${round} send ${index}`;
      numbers.set(text, numberOf(index));
      answers.set(text, await world.send(numberOf(index), text, text));
    });
    await until("some sends have reached Graph", () => graph.messages.length >= before + 4 + round * 4);
    await world.kill();
    await Promise.all(sends);
    graph.faults.clear();
    await world.restart();
  }
  const acceptedBefore = world.acceptedTexts();
  const outcomes = { acknowledged: 0, doubtful: 0, unsent: 0 };
  for (const [text, first] of answers) {
    const number = numbers.get(text) ?? "";
    const again = await world.send(number, text, text);
    if (first.status === 201) {
      outcomes.acknowledged += 1;
      expect(again, text).toEqual(first);
    } else if (again.status === 409) {
      outcomes.doubtful += 1;
      expect(again.body.code).toBe("SEND_OUTCOME_UNKNOWN");
    } else {
      // Either its outcome was stored but not told, or nothing had been attempted: then it went out just now.
      outcomes.unsent += 1;
      expect(again.status, text).toBe(201);
    }
    if (acceptedBefore.has(text) && again.status === 201) {
      expect(graph.messages.find((message) => message.text === text)?.id, text).toBe(again.body.key?.id);
    }
  }
  expect(answers.size).toBe(3 * perRound);
  expect(outcomes.doubtful).toBeGreaterThan(0);
  expect([...world.acceptedTexts()].filter(([, count]) => count !== 1)).toEqual([]);

  // Those in doubt that Graph has are settled by the status that comes; the others stay in doubt, and unsent.
  const inGraph = world.acceptedTexts();
  await Promise.all(graph.contacts.map((contact) => contact.read()));
  for (const [text] of answers) {
    const number = numbers.get(text) ?? "";
    const answer = inGraph.has(text) ? await settled(number, text, text) : await world.send(number, text, text);
    if (inGraph.has(text)) {
      expect(answer.body.key?.id, text).toBe(graph.messages.find((message) => message.text === text)?.id);
    } else {
      expect(answer, text).toMatchObject({ status: 409, body: { code: "SEND_OUTCOME_UNKNOWN" } });
    }
  }
  expect(world.acceptedTexts()).toEqual(inGraph);

  const own = (await storedMessages(database, instanceId)).filter(({ fromMe }) => fromMe);
  expect(own.map(({ text }) => text).sort()).toEqual([...inGraph.keys()].sort());
  const sent = (await storedEvents(database, instanceId)).filter(({ type }) => type === "SEND_MESSAGE");
  expect(sent.map(({ text }) => text).sort()).toEqual([...inGraph.keys()].sort());
});

describe("an answer of Graph that never comes", () => {
  test("is in doubt under its key, and settled by the status without a second send", async () => {
    const { graph, database, instanceId } = world;
    graph.statuses = false;
    graph.faults.dropAfterAccept();
    expect(await world.send(numberOf(1), "lost answer", "key")).toMatchObject({
      status: 409,
      body: { code: "SEND_OUTCOME_UNKNOWN" },
    });
    await world.killAndRestart();
    expect(await world.send(numberOf(1), "lost answer", "key")).toMatchObject({
      status: 409,
      body: { code: "SEND_OUTCOME_UNKNOWN" },
    });
    await graph.contact(numberOf(1)).read();
    const answer = await settled(numberOf(1), "lost answer", "key");
    expect(answer.body.key?.id).toBe(graph.messages[0]?.id);
    expect(graph.messages).toHaveLength(1);
    expect(await storedMessages(database, instanceId)).toMatchObject([{ text: "lost answer", fromMe: true }]);
  });

  test("and was never taken stays in doubt: nothing is sent behind the caller's back", async () => {
    const { graph } = world;
    graph.faults.hang(50);
    const doubt = { status: 409, body: { code: "SEND_OUTCOME_UNKNOWN" } };
    expect(await world.send(numberOf(2), "hung", "key")).toMatchObject(doubt);
    await world.killAndRestart();
    expect(await world.send(numberOf(2), "hung", "key")).toMatchObject(doubt);
    expect(graph.messages).toHaveLength(0);
    expect(graph.transcript.requests.filter(({ path }) => path.endsWith("/messages"))).toHaveLength(1);
  });
});

test("a refusal of Graph frees the key: the next try under it sends, once", async () => {
  const { graph } = world;
  graph.faults.failNext({ code: 131000 });
  const refused = await world.send(numberOf(3), "refused", "key");
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.body.code).not.toBe("SEND_OUTCOME_UNKNOWN");
  const sent = await world.send(numberOf(3), "refused", "key");
  expect(sent.status).toBe(201);
  expect(await world.send(numberOf(3), "refused", "key")).toEqual(sent);
  expect(graph.messages.map(({ id }) => id)).toEqual([sent.body.key?.id]);
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { type Answer, type PairedInstance, startWebWorld, type WebWorld } from "../processes/web-world.ts";
import { storedEvents, storedMessages } from "./stored-facts.ts";

const rounds = Number(process.env["WEB_KILLS"] ?? 4);
const perRound = 24;
const numbers = 6;

let world: WebWorld;
let instance: PairedInstance;
beforeEach(async () => {
  world = await startWebWorld();
  instance = await world.pair("faulty", "5511955550000");
}, 60_000);
afterEach(() => world?.close());

type Sent = Answer<{ code?: string; key?: { id: string } }>;

const numberOf = (index: number): string => `55119${String(80_000_000 + (index % numbers))}`;

function send(text: string, index: number): Promise<Sent> {
  return world.call(
    "POST",
    `/message/sendText/${instance.name}`,
    { number: numberOf(index), text },
    {
      "idempotency-key": text,
    },
  );
}

test("kill -9 in the middle of sends: repeated under its key each arrives once, under the id that was answered", {
  timeout: 120_000 + rounds * 30_000,
}, async () => {
  const { sandbox, database } = world;
  const people = await Promise.all(Array.from({ length: numbers }, (_, index) => sandbox.contact(numberOf(index))));
  const first = new Map<string, Sent>();
  const indexOf = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const fault = sandbox.faults.add({ kind: "latency", phone: instance.phone, ms: 20, jitterMs: 20 });
    const before = sandbox.transcript.stanzas({ tag: "message", phone: instance.phone }).length;
    const sends = Array.from({ length: perRound }, async (_, index) => {
      const text = `round ${round} send ${index}`;
      indexOf.set(text, index);
      first.set(text, await send(text, index));
    });
    await until(
      "some sends have left",
      () =>
        sandbox.transcript.stanzas({ tag: "message", phone: instance.phone }).length >= before + 2 + ((round * 3) % 20),
      60_000,
    );
    await world.kill();
    await Promise.all(sends);
    sandbox.faults.remove(fault.id);
    await world.restart();
    await world.state(instance.name, "open");
  }
  const final = new Map<string, string>();
  for (const [text, answer] of first) {
    const again = await until(`the outcome of ${text}`, async () => {
      const repeated = await send(text, indexOf.get(text) ?? 0);
      return repeated.status === 201 ? repeated : undefined;
    });
    if (answer.status === 201) expect(again, text).toEqual(answer);
    final.set(text, String(again.body.key?.id));
  }
  for (const [text, id] of final) {
    const person = people[(indexOf.get(text) ?? 0) % numbers];
    await person?.received((message) => message.text === text, { timeoutMs: 20_000 });
    const copies = person?.messages.filter((message) => message.text === text) ?? [];
    expect(
      copies.map((message) => message.id),
      text,
    ).toEqual([id]);
  }
  const own = (await storedMessages(database, instance.id)).filter(({ fromMe }) => fromMe);
  expect(own.map(({ text }) => text).sort()).toEqual([...final.keys()].sort());
  const told = (await storedEvents(database, instance.id)).filter(({ type }) => type === "SEND_MESSAGE");
  expect(told.map(({ text }) => text).sort()).toEqual([...final.keys()].sort());
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { type PairedInstance, startWebWorld, type WebWorld } from "../processes/web-world.ts";
import { storedEvents, storedMessages } from "./stored-facts.ts";

const contacts = 10;
/** The quality bar is 5,000 messages and 20 kills (`WEB_KILL_MESSAGES`, `WEB_KILLS`); a run of the suite takes a part of it. */
const messages = Number(process.env["WEB_KILL_MESSAGES"] ?? 600);
const kills = Number(process.env["WEB_KILLS"] ?? 5);
const perMessageMs = 60;

let world: WebWorld;
let instance: PairedInstance;
beforeEach(async () => {
  world = await startWebWorld();
  instance = await world.pair("faulty", "5511955550000");
}, 60_000);
afterEach(() => world?.close());

const phoneOf = (index: number): string => `55119${String(80_000_000 + index)}`;
const textOf = (contact: number, number: number): string => `contact ${contact} message ${number}`;

test("kill -9 while messages come in: each is stored once, told once, in order per chat, and nobody is asked for a retry in vain", {
  timeout: 120_000 + messages * perMessageMs,
}, async () => {
  const { sandbox, database } = world;
  const people = await Promise.all(
    Array.from({ length: contacts }, (_, index) => sandbox.contact(phoneOf(index), { name: `Contact ${index}` })),
  );
  const perContact = Math.ceil(messages / contacts);
  let said = 0;
  let isOver = false;
  const talk = Promise.all(
    people.map(async (person, contact) => {
      for (let number = 0; number < perContact; number++) {
        await person.say(textOf(contact, number), { to: instance.phone });
        said += 1;
        // Not faster than they are taken: the kills must meet all of it, not a queue at the end.
        await until("the others", async () => said - (await stored()) < 200, 120_000);
      }
    }),
  ).finally(() => {
    isOver = true;
  });
  let known = 0;
  let asked = 0;
  async function stored(): Promise<number> {
    if (performance.now() - asked < 50) return known;
    asked = performance.now();
    const { rows } = await database.query<{ count: string }>(
      "SELECT message_count::text AS count FROM instance WHERE id = $1",
      [instance.id],
    );
    known = Number(rows[0]?.count ?? 0);
    return known;
  }

  for (let kill = 1; kill <= kills; kill++) {
    const goal = Math.floor((perContact * contacts * kill) / (kills + 1));
    await until(`message ${goal}`, async () => isOver || (await stored()) >= goal, 120_000);
    // A duplicated stanza and a cut connection before some of the kills.
    if (kill % 3 === 1)
      sandbox.faults.add({ kind: "duplicate", phone: instance.phone, times: 5, match: { tag: "message" } });
    if (kill % 3 === 2) {
      sandbox.faults.add({ kind: "drop", phone: instance.phone });
      await until("the connection is back", async () => (await stored()) > goal, 60_000);
    }
    await world.kill();
    await world.restart();
  }
  await talk;
  const expected = perContact * contacts;
  await until("all messages", async () => (await storedMessages(database, instance.id)).length >= expected, 60_000);
  await world.state(instance.name, "open");
  await sandbox.idle();

  const wanted = people.map((_, contact) => Array.from({ length: perContact }, (_, number) => textOf(contact, number)));
  const rows = await storedMessages(database, instance.id);
  const events = (await storedEvents(database, instance.id)).filter(({ type }) => type === "MESSAGES_UPSERT");
  for (const [contact, texts] of wanted.entries()) {
    const isOf = ({ text }: { readonly text: string | null }): boolean =>
      text?.startsWith(`contact ${contact} `) === true;
    expect(
      rows
        .filter(isOf)
        .map(({ text }) => text)
        .sort(),
      `stored of contact ${contact}`,
    ).toEqual([...texts].sort());
    expect(
      events.filter(isOf).map(({ text }) => text),
      `events of contact ${contact}`,
    ).toEqual(texts);
  }
  expect(rows).toHaveLength(expected);
  expect(events).toHaveLength(expected);

  // Nobody saw "waiting for this message": no retry was asked for, and nothing refused.
  const own = sandbox.transcript.stanzas({ phone: instance.phone, direction: "in" });
  const isRefusal = ({ tag, attrs }: (typeof own)[number]["stanza"]): boolean =>
    (tag === "receipt" && attrs["type"] === "retry") || (tag === "ack" && attrs["error"] !== undefined);
  expect(own.filter(({ stanza }) => isRefusal(stanza))).toEqual([]);

  // The other side: every message got its receipt, and no session is broken in either direction.
  for (const [contact, person] of people.entries()) {
    const answer = await world.call("POST", `/message/sendText/${instance.name}`, {
      number: phoneOf(contact),
      text: `goodbye ${contact}`,
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    await person.received(({ text }) => text === `goodbye ${contact}`, { timeoutMs: 20_000 });
  }
});

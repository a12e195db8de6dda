import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";
import { element, type Stanza } from "../stanza.ts";
import { Arrivals } from "./arrivals.ts";

const fixture = useSandbox();

function arrivals(limit?: number) {
  const { world } = fixture.sandbox;
  const taken: string[] = [];
  const take = ({ attrs: { id = "" } }: Stanza): void => {
    if (id === "broken") throw new Error("cannot be taken");
    taken.push(id);
  };
  const own = { account: world.directory.account("15550000001"), device: 0 };
  return { taken, own, world, made: new Arrivals(world, own, take, limit) };
}

const stanza = (id: string | number): Stanza => element("message", { id });

it("keeps what nobody looks at closed, and opens all of it in order when there is too much", async () => {
  const { made, taken } = arrivals(200);
  const ids = Array.from({ length: 201 }, (_, index) => String(index));
  for (const id of ids.slice(0, 200)) made.keep(stanza(id));
  await nextTurn();
  expect(taken).toEqual([]);
  made.keep(stanza(200));
  while (made.size > 0) await nextTurn();
  expect(taken).toEqual(ids);
});

it("takes what was kept before what comes now", async () => {
  const { made, taken } = arrivals();
  made.keep(stanza("earlier"));
  made.process(stanza("now"));
  expect(taken).toEqual([]);
  await nextTurn();
  expect(taken).toEqual(["earlier", "now"]);
});

it("keeps the order when somebody asks for everything while a stanza is taken", async () => {
  const { world } = fixture.sandbox;
  const taken: string[] = [];
  const own = { account: world.directory.account("15550000001"), device: 0 };
  const made: Arrivals = new Arrivals(world, own, ({ attrs: { id = "" } }) => {
    taken.push(id);
    if (id === "one") made.process(stanza("three"));
    made.processNow();
  });
  made.process(stanza("one"));
  made.process(stanza("two"));
  await nextTurn();
  expect(taken).toEqual(["one", "two", "three"]);
  expect(made.size).toBe(0);
});

it("goes on after a stanza that could not be taken, which the transcript tells", async () => {
  const { made, taken, world } = arrivals();
  made.process(stanza("broken"));
  made.process(stanza("next"));
  await nextTurn();
  expect(taken).toEqual(["next"]);
  const failures = world.transcript.entries.filter((entry) => entry.kind === "connection" && entry.event === "failed");
  expect(failures.map(({ note }) => note)).toEqual(["cannot be taken (at <message> broken)"]);
});

it("finds what was kept after a restart", () => {
  const { made, own, world } = arrivals();
  made.keep(stanza("one"));
  made.keep(stanza("two"));
  const taken: string[] = [];
  const again = new Arrivals(world, own, ({ attrs: { id = "" } }) => taken.push(id));
  again.keep(stanza("three"));
  again.processNow();
  expect(taken).toEqual(["one", "two", "three"]);
});

it("has in the store what it cannot take in the turn in which it came, so that a kill does not lose it", async () => {
  const { made, taken, own, world } = arrivals();
  for (let number = 0; number < 100; number++) made.process(stanza(number));
  await Promise.resolve();
  expect(taken.length).toBeLessThan(100);
  const rest: string[] = [];
  const next = new Arrivals(world, own, ({ attrs: { id = "" } }) => rest.push(id));
  next.processNow();
  expect([...taken, ...rest]).toEqual(Array.from({ length: 100 }, (_, number) => String(number)));
});

import { expect, test } from "vitest";
import { useSandbox } from "../testing/fixture.ts";
import type { Connection } from "./connection-interface.ts";
import { type IqAnswer, IqError, type IqRequest } from "./iq.ts";
import { IqRouter } from "./iq-router.ts";
import { childOf, element, type Stanza } from "./stanza.ts";

const fixture = useSandbox();

/** What a client is sent for a request that is answered like this, and what is noted as failed. */
async function outcome(answer: (request: IqRequest) => IqAnswer | Promise<IqAnswer>): Promise<[string[], string[]]> {
  const { world } = fixture.sandbox;
  world.transcript.clear();
  const sent: Stanza[] = [];
  const address = { account: world.directory.account("15550000001"), device: 1 };
  const connection = { id: 1, address, send: (stanza: Stanza) => sent.push(stanza) } as unknown as Connection;
  const router = new IqRouter(world, [{ xmlns: "w:test", type: "get", answer }]);
  await router.handle(connection, element("iq", { xmlns: "w:test", type: "get", id: "1" }));
  return [
    sent.map((stanza) => `${stanza.attrs["type"]} ${childOf(stanza)?.attrs["code"] ?? ""}`.trim()),
    world.transcript.entries.flatMap(({ kind, note }) => (kind === "connection" ? (note ?? []) : [])),
  ];
}

const refusal = (): never => {
  throw new IqError(404, "item-not-found");
};
const mistake = (): never => {
  throw new Error("a mistake");
};

test.each([
  ["at once", (run: () => IqAnswer) => run()],
  ["later", async (run: () => IqAnswer) => run()],
])("each request gets exactly one answer, %s", async (_, when) => {
  expect(await outcome(() => when(() => undefined))).toEqual([["result"], []]);
  expect(await outcome(() => when(refusal))).toEqual([["error 404"], []]);
  expect(await outcome(() => when(mistake))).toEqual([["error 500"], ["a mistake (at <iq> 1)"]]);
});

test("what goes wrong after the answer is noted and is no second answer, and what else follows goes on", async () => {
  let hasFollowed = false;
  const [sent, failures] = await outcome(({ after }) => {
    after(mistake);
    after(() => {
      hasFollowed = true;
    });
    return undefined;
  });
  expect(sent).toEqual(["result"]);
  expect(failures).toEqual(["a mistake (at <iq> 1)"]);
  expect(hasFollowed).toBe(true);
});

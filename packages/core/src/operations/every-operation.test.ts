import { type OperationEntry, operationEntries } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { receive } from "../testing/arrivals.ts";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";
import { maria, type OperationsFixture, startOperations, toMaria } from "../testing/operations-fixture.ts";

const connectionNeeding = operationEntries.filter(
  ({ id, operation }) =>
    operation.errors.includes("INSTANCE_NOT_CONNECTED") &&
    // Whether it needs the connection is the engine's to say.
    id !== "chat.getBase64",
);
const capabilityNeeding = operationEntries.filter(
  ({ id, operation }) =>
    operation.errors.includes("NOT_SUPPORTED_BY_ENGINE") &&
    // What the smallest engine can do.
    id !== "message.sendText" &&
    id !== "instance.create",
);
const named = (entries: readonly OperationEntry[]) => entries.map((entry) => [entry.id, entry] as const);

function example({ operation }: OperationEntry, instanceName: string): never {
  return { ...operation.example, instanceName } as never;
}

describe("on an engine that can do everything", () => {
  let fixture: OperationsFixture;
  beforeAll(async () => {
    fixture = await startOperations();
  });
  afterAll(() => fixture.close());

  const ownOperations = operationEntries.filter(
    ({ group, operation }) => operation.access === "instance" && group !== "instance" && group !== "webhook",
  );

  test.each(named(ownOperations))("%s answers its example as the contract says", async (_id, entry) => {
    const { id, name } = await fixture.fresh();
    const poll = { name: "Lunch?", options: [{ optionName: "Pizza" }], selectableOptionsCount: 1 };
    const message = { messageType: "pollCreationMessageV3", message: { pollCreationMessageV3: poll } };
    await fixture.store(id, toMaria("3EB0C767D26A1D8F0B5E", message));
    const label = { labelId: "1", name: "New", color: "0", predefinedId: null, deleted: false };
    await receive(fixture, id, { labels: [label] });
    const answer = await fixture.call(entry.id, example(entry, name));
    // Unknown fields are dropped by parsing: equality means that there are none.
    expect(entry.operation.output.parse(answer)).toEqual(answer);
  });

  test.each(named(connectionNeeding))("%s without the connection is INSTANCE_NOT_CONNECTED", async (_id, entry) => {
    const { id, name } = await fixture.fresh();
    await fixture.store(id, toMaria("3EB0C767D26A1D8F0B5E"));
    await fixture.call("instance.logout", { instanceName: name });
    expect(await errorCode(fixture.call(entry.id, example(entry, name)))).toBe("INSTANCE_NOT_CONNECTED");
    expect(fixture.asked).toEqual([]);
    expect(fixture.sentMessages).toEqual([]);
  });
});

describe("on an engine that sends texts and nothing else", () => {
  let fixture: CoreFixture;
  beforeAll(async () => {
    fixture = await startCore();
    const { id } = await fixture.createInstance("my-instance");
    await receive(fixture, id, { messages: [toMaria("3EB0C767D26A1D8F0B5E"), toMaria("other")] });
  });
  afterAll(() => fixture.close());

  const stored = async (): Promise<unknown> => {
    const { rows } = await fixture.database.query(
      `SELECT (SELECT json_agg(e ORDER BY sequence) FROM event e) AS events,
              (SELECT json_agg(m ORDER BY id) FROM message m) AS messages,
              (SELECT json_agg(c ORDER BY id) FROM chat c) AS chats, (SELECT json_agg(p) FROM proxy p) AS proxies,
              (SELECT json_agg(a) FROM send_attempt a) AS attempts`,
    );
    return rows[0];
  };

  test.each(named(capabilityNeeding))("%s is NOT_SUPPORTED_BY_ENGINE, and nothing is stored", async (_id, entry) => {
    const before = await stored();
    expect(await errorCode(fixture.call(entry.id, example(entry, "my-instance")))).toBe("NOT_SUPPORTED_BY_ENGINE");
    expect(await stored()).toEqual(before);
  });

  test("an id of the caller's own is refused, because the engine gives its own", async () => {
    const input = { instanceName: "my-instance", number: maria, text: "Hello", messageId: "3EB0C767D26A" };
    expect(await errorCode(fixture.call("message.sendText", input))).toBe("VALIDATION_FAILED");
    expect(fixture.engine.sent).toEqual([]);
  });
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { type CoreFixture, errorCode, globalKey, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
beforeEach(async () => {
  fixture = await startCore({ encryptionKey: "a key for the tests" });
});
afterEach(() => fixture.close());

const create = { integration: "WHATSAPP-BUSINESS", token: "graph-token", number: "123456789012345" } as const;

test("a token opens its instance only, is stored hashed, and is replaced at once by rotation", async () => {
  const one = await fixture.createInstance("one");
  await fixture.createInstance("two", "2222222222");
  expect(await fixture.call("instance.connectionState", { instanceName: "one" }, one.token)).toEqual({
    instance: { instanceName: "one", state: "open", statusReason: 200, reason: null },
  });
  expect(await errorCode(fixture.call("instance.connectionState", { instanceName: "two" }, one.token))).toBe(
    "FORBIDDEN",
  );
  const { rows } = await fixture.database.query<{ token_hash: Buffer; engine_credentials: string }>(
    "SELECT * FROM instance",
  );
  expect(rows.map((row) => row.token_hash.length)).toEqual([32, 32]);
  expect(JSON.stringify(rows)).not.toContain("graph-token");
  expect(JSON.stringify(rows)).not.toContain(one.token);

  const rotated = (await fixture.call("instance.rotateToken", { instanceName: "one" }, one.token)) as {
    hash: { apikey: string };
  };
  expect(await errorCode(fixture.call("instance.connectionState", { instanceName: "one" }, one.token))).toBe(
    "UNAUTHORIZED",
  );
  await fixture.call("instance.connectionState", { instanceName: "one" }, rotated.hash.apikey);
});

test("instances, their state and their secrets survive a restart", async () => {
  const { token } = await fixture.createInstance("one");
  await fixture.call("instance.logout", { instanceName: "one" });
  fixture = await fixture.restarted();
  expect(await fixture.call("instance.connectionState", { instanceName: "one" }, token)).toEqual({
    instance: { instanceName: "one", state: "close", statusReason: 401, reason: "Logged out through the API" },
  });
  expect(fixture.core.directory.byName("one")?.credentials).toBe("graph-token");
});

test("a name can be taken once, also by creations at the same time", async () => {
  const codes = await Promise.all(
    Array.from({ length: 5 }, () => errorCode(fixture.call("instance.create", { instanceName: "one", ...create }))),
  );
  expect(codes.filter((code) => code === "none")).toHaveLength(1);
  expect(codes.filter((code) => code === "INSTANCE_ALREADY_EXISTS")).toHaveLength(4);
});

test("an integration without an engine answers INTEGRATION_NOT_AVAILABLE and stores nothing", async () => {
  const call = fixture.call("instance.create", { instanceName: "web", integration: "WHATSAPP-BAILEYS" });
  expect(await errorCode(call)).toBe("INTEGRATION_NOT_AVAILABLE");
  expect((await fixture.database.query("SELECT 1 FROM instance")).rowCount).toBe(0);
  expect((await fixture.database.query("SELECT 1 FROM event")).rowCount).toBe(0);
});

test("logout closes, repeats without harm, and connect opens again, each with its events", async () => {
  const { id } = await fixture.createInstance("one");
  await fixture.call("instance.logout", { instanceName: "one" });
  await fixture.call("instance.logout", { instanceName: "one" });
  const closed = fixture.call("message.sendText", { instanceName: "one", number: "5511999999999", text: "x" });
  expect(await errorCode(closed)).toBe("INSTANCE_NOT_CONNECTED");
  expect(await fixture.call("instance.connect", { instanceName: "one" })).toEqual({
    instance: { instanceName: "one", state: "open" },
  });
  const { rows } = await fixture.database.query<{ type: string; sequence: number }>(
    "SELECT type, sequence FROM event WHERE instance_id = $1 ORDER BY sequence",
    [id],
  );
  expect(rows.map((row) => row.type)).toEqual([
    "INSTANCE_CREATE",
    "CONNECTION_UPDATE",
    "LOGOUT_INSTANCE",
    "CONNECTION_UPDATE",
  ]);
  expect(rows.map((row) => row.sequence)).toEqual([1, 2, 3, 4]);
});

test("delete removes everything but the events, and the name and token are free", async () => {
  const { id, token } = await fixture.createInstance("one");
  await fixture.call("message.sendText", { instanceName: "one", number: "5511999999999", text: "x" });
  await fixture.call("instance.delete", { instanceName: "one" });
  expect(await errorCode(fixture.call("instance.connectionState", { instanceName: "one" }, token))).toBe(
    "UNAUTHORIZED",
  );
  for (const table of ["instance", "message", "chat", "contact", "event_stream"]) {
    expect((await fixture.database.query(`SELECT 1 FROM ${table}`)).rowCount, table).toBe(0);
  }
  const last = await fixture.database.query<{ type: string }>(
    "SELECT type FROM event WHERE instance_id = $1 ORDER BY sequence DESC LIMIT 1",
    [id],
  );
  expect(last.rows[0]?.type).toBe("INSTANCE_DELETE");
  await fixture.createInstance("one");
});

test("fetchInstances filters by all given filters; a token sees its own only", async () => {
  const one = await fixture.createInstance("one", "1111111111");
  await fixture.createInstance("two", "2222222222");
  const names = async (input: object, key = globalKey) =>
    ((await fixture.call("instance.fetchInstances", input, key)) as { name: string }[]).map(
      (instance) => instance.name,
    );
  expect(await names({})).toEqual(["one", "two"]);
  expect(await names({ number: "2222222222" })).toEqual(["two"]);
  expect(await names({ instanceId: one.id, instanceName: "one" })).toEqual(["one"]);
  expect(await errorCode(names({ instanceName: "one", number: "2222222222" }))).toBe("INSTANCE_NOT_FOUND");
  expect(await names({}, one.token)).toEqual(["one"]);
  expect(await errorCode(names({ instanceName: "two" }, one.token))).toBe("FORBIDDEN");
  expect(await errorCode(names({ number: "2222222222" }, one.token))).toBe("FORBIDDEN");
  expect(await errorCode(names({ instanceName: "absent" }, one.token))).toBe("FORBIDDEN");
});

test("settings are stored, and left-out texts keep their value", async () => {
  await fixture.createInstance("one");
  const switches = {
    rejectCall: true,
    groupsIgnore: false,
    alwaysOnline: true,
    readMessages: false,
    readStatus: false,
    syncFullHistory: false,
  };
  await fixture.call("settings.set", { instanceName: "one", ...switches, msgCall: "busy" });
  await fixture.call("settings.set", { instanceName: "one", ...switches, rejectCall: false });
  fixture = await fixture.restarted();
  expect(await fixture.call("settings.find", { instanceName: "one" })).toEqual({
    ...switches,
    rejectCall: false,
    msgCall: "busy",
    wavoipToken: "",
  });
});

test("a repeated creation under one idempotency key answers the same token, which is not stored in clear", async () => {
  const input = { instanceName: "one", ...create, idempotencyKey: "key-1" };
  const first = await fixture.call("instance.create", input);
  fixture = await fixture.restarted();
  expect(await fixture.call("instance.create", input)).toEqual(first);
  const other = fixture.call("instance.create", { ...input, number: "999999999" });
  expect(await errorCode(other)).toBe("IDEMPOTENCY_KEY_REUSED");
  const { rows } = await fixture.database.query("SELECT answer::text FROM idempotency_record");
  expect(JSON.stringify(rows)).not.toContain((first as { hash: { apikey: string } }).hash.apikey);
});

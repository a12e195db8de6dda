import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorCode } from "../testing/core-fixture.ts";
import { type OperationsFixture, startOperations } from "../testing/operations-fixture.ts";

let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations("an-encryption-key");
});
beforeEach(async () => {
  instance = await fixture.fresh();
});
afterAll(() => fixture.close());

const proxy = { host: "proxy.example.com", port: "3128", protocol: "socks5" as const, username: "user" };
const secret = "secret-password";
const forEngine = { ...proxy, port: 3128, password: secret };
const set = (input: object): Promise<unknown> =>
  fixture.call("proxy.set", { instanceName: instance.name, ...input } as never);
const find = (instanceName = instance.name) => fixture.call("proxy.find", { instanceName });
const shownProxy = { enabled: true, ...proxy, hasPassword: true };

async function storedPassword(instanceId: string): Promise<string | null | undefined> {
  const { rows } = await fixture.database.query<{ password: string | null }>(
    "SELECT password FROM proxy WHERE instance_id = $1",
    [instanceId],
  );
  return rows[0]?.password;
}

test("a proxy is checked, stored with a sealed password, told to the engine, and never answers the password", async () => {
  expect(await find()).toBeNull();
  expect(await set({ enabled: true, ...proxy, password: secret })).toEqual({
    proxy: { instanceName: instance.name, proxy: shownProxy },
  });
  expect(fixture.asked).toEqual([
    ["checkProxy", forEngine],
    ["reconfigured", forEngine],
  ]);
  expect(await find()).toEqual(shownProxy);
  expect(await storedPassword(instance.id)).toMatch(/^v1:/);
  expect(fixture.core.directory.byId(instance.id)?.proxy).toEqual(forEngine);
});

test("a disabled proxy is forgotten, whatever the other fields say", async () => {
  await set({ enabled: true, ...proxy, password: secret });
  const forgotten = { enabled: false, host: "", port: "", protocol: "", username: null, hasPassword: false };
  expect(await set({ enabled: false, host: "", port: "" })).toMatchObject({ proxy: { proxy: forgotten } });
  expect(await find()).toEqual(forgotten);
  expect(await storedPassword(instance.id)).toBeNull();
  expect(fixture.asked.at(-1)).toEqual(["reconfigured", null]);
});

test("a proxy that does not work replaces none", async () => {
  await set({ enabled: true, ...proxy });
  const { checkProxy } = fixture.engine;
  for (const code of ["PROXY_INVALID", "URL_NOT_ALLOWED"] as const) {
    Object.assign(fixture.engine, { checkProxy: () => Promise.reject(new WaxwingError(code)) });
    expect(await errorCode(set({ enabled: true, ...proxy, host: "other.example.com" }))).toBe(code);
  }
  Object.assign(fixture.engine, { checkProxy });
  expect(await errorCode(set({ enabled: true, host: "other.example.com" }))).toBe("VALIDATION_FAILED");
  expect(await find()).toEqual({ ...shownProxy, hasPassword: false });
});

const create = (name: string, more: object): Promise<unknown> =>
  fixture.call("instance.create", {
    instanceName: name,
    integration: "WHATSAPP-BUSINESS",
    token: "graph-token",
    number: name,
    ...more,
  } as never);
const ofCreation = { proxyHost: proxy.host, proxyPort: proxy.port, proxyUsername: "user", proxyPassword: secret };

test("an instance is made with its proxy, or not at all", async () => {
  const answer = await create("700", ofCreation);
  expect(JSON.stringify(answer)).not.toContain(secret);
  expect(await find("700")).toEqual({ ...shownProxy, protocol: "http" });
  expect(fixture.asked).toEqual([["checkProxy", { ...forEngine, protocol: "http" }]]);

  const { checkProxy } = fixture.engine;
  Object.assign(fixture.engine, { checkProxy: () => Promise.reject(new WaxwingError("PROXY_INVALID")) });
  expect(await errorCode(create("701", ofCreation))).toBe("PROXY_INVALID");
  Object.assign(fixture.engine, { checkProxy: undefined });
  expect(await errorCode(create("701", ofCreation))).toBe("NOT_SUPPORTED_BY_ENGINE");
  Object.assign(fixture.engine, { checkProxy });
  expect(await errorCode(create("701", { proxyHost: proxy.host }))).toBe("VALIDATION_FAILED");
  expect(await errorCode(create("701", { proxyPassword: secret }))).toBe("VALIDATION_FAILED");
  expect(fixture.core.directory.byName("701")).toBeUndefined();
});

test("a proxy goes with its instance", async () => {
  await set({ enabled: true, ...proxy, password: secret });
  await fixture.call("instance.delete", { instanceName: instance.name });
  expect(await storedPassword(instance.id)).toBeUndefined();
});

import { openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { expect, test } from "vitest";
import { decodedInput } from "./executor.ts";
import { inboundText } from "./testing/arrivals.ts";
import { callerWith } from "./testing/callers.ts";
import { buildCore, errorCode, globalKey, startCore } from "./testing/core-fixture.ts";
import { scriptedEngine } from "./testing/scripted-engine.ts";

const create = { instanceName: "one", integration: "WHATSAPP-BUSINESS", token: "graph-token", number: "1" } as const;

test("engines start when instances are loaded, stop after the calls, and store what arrives until then", async () => {
  const { connectionUri, drop } = await createTestDatabase();
  const database = openDatabase({ connectionUri, log: silentLog });
  const seen: string[] = [];
  const engine = scriptedEngine({
    capabilities: {
      start: async () => void seen.push(`start with ${[...built.core.directory.all()].length}`),
      async stop(graceMs) {
        seen.push(`stop within ${graceMs}`);
        const [instance] = built.core.directory.all();
        await built.core.inbox.receive(instance?.id ?? "", { messages: [inboundText("last", "5511")], statuses: [] });
        throw new Error("a socket did not close");
      },
    },
  });
  const built = buildCore(database, engine);
  await built.running.start();
  await built.running.executor.execute("instance.create", decodedInput(create), callerWith(globalKey));
  await built.running.stop(1000);
  expect(seen).toEqual(["start with 0", "stop within 1000"]);
  expect((await database.query("SELECT key_id FROM message")).rows).toEqual([{ key_id: "last" }]);
  await database.close();
  await drop();
});

test("what was open in an earlier run is not called open before its engine says so", async () => {
  const start = async (): Promise<void> => undefined;
  let fixture = await startCore({ engine: { capabilities: { start } } });
  const { id } = await fixture.createInstance("one");
  const open = { state: "open", statusReason: 200, reasonCode: "connected", reason: "Connected" } as const;
  await fixture.core.connections.report(id, open);
  fixture = await fixture.restarted();
  const state = () => fixture.call("instance.connectionState", { instanceName: "one" });
  expect(await state()).toMatchObject({ instance: { state: "connecting" } });
  expect((await fixture.database.query("SELECT connection_state FROM instance")).rows).toEqual([
    { connection_state: "open" },
  ]);
  expect(
    await errorCode(fixture.call("message.sendText", { instanceName: "one", number: "5511999999999", text: "x" })),
  ).toBe("INSTANCE_NOT_CONNECTED");
  await fixture.core.connections.report(id, open);
  expect(await state()).toMatchObject({ instance: { state: "open" } });
  await fixture.close();
});

test("an engine hears of changed settings once they are committed, with the proxy that is set", async () => {
  const heard: unknown[] = [];
  const options = { capabilities: { reconfigured: (instance: unknown) => void heard.push(instance) } };
  let fixture = await startCore({ engine: options, encryptionKey: "a key" });
  const { id } = await fixture.createInstance("one");
  await fixture.database.query(
    `INSERT INTO proxy (instance_id, id, enabled, host, port, protocol, username, password)
     VALUES ($1, gen_random_uuid(), true, 'proxy.example.com', 8080, 'socks5', 'me', $2)`,
    [id, fixture.core.sealing.seal("secret")],
  );
  fixture = await fixture.restarted();
  const settings = await fixture.call("settings.find", { instanceName: "one" });
  await fixture.call("settings.set", { instanceName: "one", ...(settings as object), alwaysOnline: true } as never);
  expect(heard).toMatchObject([
    {
      name: "one",
      settings: { alwaysOnline: true },
      proxy: { host: "proxy.example.com", port: 8080, protocol: "socks5", username: "me", password: "secret" },
    },
  ]);
  await fixture.database.query("UPDATE proxy SET enabled = false");
  fixture = await fixture.restarted();
  expect(fixture.core.directory.byId(id)?.proxy).toBeNull();
  await fixture.close();
});

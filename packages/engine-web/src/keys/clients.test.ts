import { once } from "node:events";
import { type Sandbox, startSandbox, text } from "@waxwing/sandbox";
import { textOfMessage } from "@waxwing/sandbox/testing/baileys-client";
import { generateMessageIDV2 } from "@whiskeysockets/baileys";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { silenceLibsignal } from "./silence-libsignal.ts";
import { createGate, type KeysFixture, startKeysFixture } from "./testing/keys-fixture.ts";
import { type StoredDevice, startDevice } from "./testing/stored-client.ts";

silenceLibsignal();

const phone = "15550000001";
let fixture: KeysFixture;
let sandbox: Sandbox;
let device: StoredDevice;

beforeAll(async () => {
  fixture = await startKeysFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  fixture.beforeStatement = () => {};
  sandbox = await startSandbox({ seed: "keys", graph: { webhookUrl: null } });
  device = await startDevice(fixture, sandbox, phone);
});
afterEach(async () => {
  fixture.beforeStatement = () => {};
  await device.close();
  await sandbox.close();
});

/** The texts that the present client got, in the order of its events. */
function texts(): string[] {
  return device.client.events.flatMap(({ name, data }) =>
    name === "messages.upsert"
      ? (data as { messages: { message?: object | null }[] }).messages.flatMap(
          ({ message }) => textOfMessage(message) ?? [],
        )
      : [],
  );
}

const ours = { phone, direction: "in" } as const;
const retries = (): number => sandbox.transcript.stanzas({ ...ours, tag: "receipt", attrs: { type: "retry" } }).length;

test("a device is linked once, and lives on from the database", async () => {
  const ana = await sandbox.contact("15550000002", { name: "Ana" });
  await ana.say("one", { to: phone });
  await device.client.text("one");
  await device.client.send("15550000002@s.whatsapp.net", { text: "two" });
  await ana.received(text("two"));
  for (const round of [1, 2]) {
    await device.restart();
    await ana.say(`three ${round}`, { to: phone });
    await device.client.text(`three ${round}`);
    await device.client.send("15550000002@s.whatsapp.net", { text: `four ${round}` });
    await ana.received(text(`four ${round}`));
    expect(device.client.complaints()).toEqual([]);
  }
  expect(sandbox.account(phone).devices).toHaveLength(1);
  expect(retries()).toBe(0);
  expect(await fixture.count("web_key", `instance_id = '${device.instanceId}' AND type = 'pre-key'`)).toBeGreaterThan(
    800,
  );
});

test("what comes again because its receipt was lost is decrypted again, after a restart too", async () => {
  const ana = await sandbox.contact("15550000002", { name: "Ana" });
  for (const content of ["first of a session", "another of it"]) {
    sandbox.faults.add({ kind: "drop", phone, direction: "in", match: { tag: "receipt" } });
    await ana.say(content, { to: phone });
    await device.client.closed();
    await device.restart();
    await device.client.text(content);
    expect(texts()).toContain(content);
    expect(device.client.errors()).toEqual([]);
  }
  expect(retries()).toBe(0);
});

test("messages of a group that come twice are decrypted twice, with two payloads for the one with the key", async () => {
  const ana = await sandbox.contact("15550000002", { name: "Ana" });
  const group = sandbox.createGroup("Group", { by: "15550000002", members: [phone] });
  sandbox.faults.add({ kind: "duplicate", phone, match: { tag: "message" }, times: 4 });
  const { id } = await ana.say("with the key", { to: group.jid });
  await ana.say("without", { to: group.jid });
  await device.client.until(() => texts().filter((each) => each === "without").length >= 1);
  await sandbox.idle();
  await device.client.until(() => texts().filter((each) => each === "with the key").length >= 2);
  expect(device.client.errors()).toEqual([]);
  expect(retries()).toBe(0);
  const [wanted] = device.client.events.flatMap(({ name, data }) =>
    name === "messages.upsert"
      ? (data as { messages: { key: { id?: string } }[] }).messages.filter(({ key }) => key.id === id)
      : [],
  );
  expect(wanted && device.keys.digestsOf(wanted.key)).toHaveLength(2);
  const pending = await device.keys.pending();
  expect(pending.filter(({ stanza }) => stanza["id"] === id).map(({ type }) => type)).toEqual(["pkmsg", "skmsg"]);
});

test("while a decryption is not committed, WhatsApp is told nothing; when it cannot be, it never is", async () => {
  const ana = await sandbox.contact("15550000002", { name: "Ana" });
  await ana.say("before", { to: phone });
  await device.client.text("before");
  await sandbox.idle();
  const gate = createGate();
  fixture.beforeStatement = () => gate.wait().then(() => Promise.reject(new Error("no database")));
  const { id } = await ana.say("kept", { to: phone });
  const answers = () =>
    sandbox.transcript.stanzas(ours).filter(({ stanza }) => stanza.attrs["id"] === id && stanza.tag !== "message");
  await expect.poll(() => gate.waiting).toBeGreaterThan(0);
  expect(answers()).toEqual([]);
  gate.open();
  await device.client.closed();
  expect(device.failures).toHaveLength(1);
  expect(answers()).toEqual([]);
  fixture.beforeStatement = () => {};
  await device.restart();
  await device.client.text("kept");
  await expect.poll(() => answers().map(({ stanza }) => stanza.tag)).toContain("receipt");
  expect(retries()).toBe(0);
});

test("nothing leaves that was encrypted while the database is away, and everything works when it is back", async () => {
  const ana = await sandbox.contact("15550000002", { name: "Ana" });
  const to = "15550000002@s.whatsapp.net";
  await device.client.send(to, { text: "before" });
  await ana.received(text("before"));
  const { database } = fixture;
  const { rows } = await database.query<{ name: string }>("SELECT current_database() AS name");
  const admin = new URL(database.connectionUri);
  admin.pathname = "/postgres";
  const { openDatabase } = await import("@waxwing/database");
  const { silentLog } = await import("@waxwing/database/testing");
  const other = openDatabase({ connectionUri: admin.href, log: silentLog });
  const name = rows[0]?.name;
  await other.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await other.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  // Baileys may take it for sent: what it writes is held.
  await device.client.send(to, { text: "lost" }).catch(() => undefined);
  await device.client.closed();
  await other.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await other.close();
  // The pool may still hold connections of which it has not heard that they are gone.
  await vi.waitFor(() => database.query("SELECT 1"), { timeout: 10_000 });
  await device.restart();
  await device.client.send(to, { text: "after" });
  await ana.received(text("after"));
  await ana.say("answer", { to: phone });
  await device.client.text("answer");
  expect(ana.messages.map((message) => (message as { text?: string }).text)).not.toContain("lost");
  expect(device.failures).toHaveLength(1);
});

test("two devices that write to each other and are restarted at any moment lose nothing", {
  timeout: 60_000,
}, async () => {
  const other = await startDevice(fixture, sandbox, "15550000003");
  const seen = new Set<string>();
  const look = (each: StoredDevice): void => {
    for (const { name, data } of each.client.events) {
      if (name !== "messages.upsert") continue;
      for (const { message } of (data as { messages: { message?: object | null }[] }).messages) {
        const content = textOfMessage(message);
        if (content !== undefined) seen.add(content);
      }
    }
  };
  const sent: string[] = [];
  for (let round = 0; round < 4; round++) {
    const send = async (from: StoredDevice, to: string, name: string): Promise<void> => {
      for (let index = 0; index < 8; index++) {
        const content = `${name} ${round} ${index}`;
        const messageId = generateMessageIDV2();
        // What has been written may still be held; what WhatsApp has taken was sent.
        const taken = once(from.client.socket.ws, `CB:ack,id:${messageId}`);
        await from.client.send(`${to}@s.whatsapp.net`, { text: content }, { messageId });
        await taken;
        sent.push(content);
      }
    };
    await Promise.all([send(device, "15550000003", "one"), send(other, phone, "two")]);
    look(device);
    look(other);
    await (round % 2 === 0 ? device : other).restart();
  }
  await expect
    .poll(
      () => {
        look(device);
        look(other);
        return sent.filter((content) => !seen.has(content));
      },
      { timeout: 20_000 },
    )
    .toEqual([]);
  expect(retries()).toBe(0);
  await other.close();
});

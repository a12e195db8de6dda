import { type Core, createCore, type RunningCore } from "@waxwing/core";
import { type Sandbox, startSandbox } from "@waxwing/sandbox";
import { connectClient } from "@waxwing/sandbox/testing/baileys-client";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type KeysFixture, startKeysFixture } from "../keys/testing/keys-fixture.ts";
import { StoredClient } from "./testing/stored-client.ts";

const PHONE = "15550000001";

let sandbox: Sandbox;
let store: KeysFixture;
let core: Core;
let running: RunningCore;
let instanceId: string;
const clients: StoredClient[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({ seed: "test", graph: { webhookUrl: null } });
  store = await startKeysFixture();
  instanceId = await store.addInstance();
  await store.database.query("INSERT INTO event_stream (instance_id) VALUES ($1)", [instanceId]);
  core = createCore({
    database: store.database,
    globalKey: "global-key-of-the-tests",
    serverUrl: "http://localhost:8080",
    encryptionKey: undefined,
    rateLimits: { requestsPerSecond: 0, failedKeysPerMinute: 0 },
    requestTimeoutMs: 20_000,
    eventRetentionHours: 1,
    log: pino({ level: "silent" }),
  });
  const unused = (): never => {
    throw new Error("nothing is called here");
  };
  running = core.compose({
    engines: [],
    channels: [],
    creationSteps: [],
    handlers: { webhook: { set: unused, find: unused } },
  });
  await running.start();
});

afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.close();
    client.inbound.stop();
    await client.keys.close();
  }
  await running.stop(1000);
  await store.close();
  await sandbox.close();
});

/** A client on the keys that are stored, which are new at first. */
async function opened(): Promise<StoredClient> {
  const { world, port, caPem, rootKey } = sandbox;
  const keys = await store.open(instanceId);
  const reachable = { world, port, caPem, rootKey: Buffer.from(rootKey, "base64") };
  const client = new StoredClient({ sandbox: reachable, core, keys, instanceId, phone: PHONE });
  clients.push(client);
  return client;
}

async function connected(): Promise<StoredClient> {
  const client = await opened();
  client.start();
  await client.opened();
  await allHandled(client);
  return client;
}

async function allHandled(client: StoredClient): Promise<void> {
  for (;;) {
    await client.inbound.drained();
    if ((await store.count("decrypted_payload", "handled_at IS NULL")) === 0) return;
  }
}

async function allStored(ids: readonly string[]): Promise<void> {
  for (;;) {
    const present = await stored();
    if (ids.every((id) => present.includes(id))) return;
  }
}

async function allTold(type: string, id: string): Promise<void> {
  while (!(await told(type)).includes(id));
}

/** Ids of the messages that events of this type tell, in the order of the events. */
async function told(type: string): Promise<string[]> {
  const { rows } = await store.database.query<{ id: string | null }>(
    "SELECT coalesce(data->'key'->>'id', data->>'id', data->>'keyId') AS id FROM event WHERE type = $1 ORDER BY sequence",
    [type],
  );
  return rows.map(({ id }) => id ?? "");
}

async function stored(): Promise<string[]> {
  const { rows } = await store.database.query<{ key_id: string }>("SELECT key_id FROM message");
  return rows.map(({ key_id }) => key_id).sort();
}

describe("with keys and inbox in the database", () => {
  it("every message is one row and one event, through crashes, duplicates and cut connections", async () => {
    const bob = (await sandbox.contact("15559990001", { name: "Bob" })).web;
    const { faults } = sandbox.world;
    let client = await connected();
    const sent: string[] = [];
    const say = (text: string): void => void sent.push(bob.say(text, { to: PHONE }).id);
    say("before");
    await allStored(sent);

    for (let round = 0; round < 3; round++) {
      faults.add({ kind: "duplicate", times: 2, match: { tag: "message" }, phone: PHONE });
      for (let count = 0; count < 5; count++) say(`${round} ${count}`);
      // From here on nothing becomes events, and in the middle of it the connection is cut.
      if (round > 0) client.isListening = false;
      for (let count = 5; count < 8; count++) say(`${round} ${count}`);
      faults.add({ kind: "drop", match: { tag: "message" }, phone: PHONE });
      say(`${round} last`);
      await client.closed();
      client.inbound.stop();
      await client.close();
      await client.keys.close();
      faults.clear();

      client = await opened();
      await client.inbound.replay();
      client.start();
      await client.opened();
      // Baileys lets what comes now overtake what has waited for the connection.
      await allStored(sent);
    }
    say("after");
    await allStored(sent);
    await allHandled(client);
    expect(await stored()).toEqual([...sent].sort());
    expect(await told("MESSAGES_UPSERT")).toEqual(sent);
    expect(client.failures).toEqual([]);
    expect(bob.device.undecryptable).toEqual([]);
  });

  it("edits, votes and deletions find their messages", async () => {
    const bob = (await sandbox.contact("15559990001", { name: "Bob" })).web;
    const client = await connected();
    const text = bob.say("helo", { to: PHONE });
    await allStored([text.id]);
    const poll = bob.sendPoll({ question: "Lunch?", options: ["Pizza", "Soup"] });
    bob.edit(text.id, "hello");
    bob.vote(poll.id, "Soup");
    const gone = bob.say("gone");
    bob.delete(gone.id);
    const last = bob.say("last");
    await allStored([last.id]);
    await allHandled(client);
    expect(await told("MESSAGES_UPSERT")).toEqual([text.id, poll.id, gone.id, last.id]);
    expect(await told("MESSAGES_EDITED")).toEqual([text.id]);
    expect(await told("MESSAGES_DELETE")).toEqual([gone.id]);
    const { rows } = await store.database.query<{ updates: unknown }>(
      "SELECT data->'pollUpdates' AS updates FROM event WHERE type = 'MESSAGES_UPDATE' AND data->>'keyId' = $1",
      [poll.id],
    );
    expect(rows.at(-1)?.updates).toEqual([
      { name: "Pizza", voters: [] },
      { name: "Soup", voters: ["15559990001@s.whatsapp.net"] },
    ]);
  });

  it("posts of a channel are one row and one event each, and so are their edits and deletions", async () => {
    const { world, port, caPem, rootKey } = sandbox;
    const reachable = { world, port, caPem, rootKey: Buffer.from(rootKey, "base64") };
    const owner = await connectClient(reachable, { phone: "15550000002", name: "Owner" });
    try {
      const { id: jid } = await owner.socket.newsletterCreate("News");
      let client = await connected();
      await client.socket.newsletterFollow(jid);
      const posted = async (text: string): Promise<string> => (await owner.send(jid, { text })).key.id ?? "";
      world.faults.add({ kind: "duplicate", times: 2, match: { tag: "message" }, phone: PHONE });
      const twice = await posted("twice");
      const edited = await posted("a typpo");
      const deleted = await posted("a mistake");
      await allStored([twice, edited, deleted]);
      await owner.send(jid, { text: "a typo", edit: { id: edited, remoteJid: jid, fromMe: true } });
      await owner.send(jid, { delete: { id: deleted, remoteJid: jid, fromMe: true } });
      await allTold("MESSAGES_DELETE", deleted);

      await client.close();
      client.inbound.stop();
      await client.keys.close();
      const away = await posted("while it was away");
      client = await opened();
      await client.inbound.replay();
      client.start();
      await client.opened();
      const last = await posted("last");
      await allStored([away, last]);
      await allHandled(client);
      expect(await told("MESSAGES_UPSERT")).toEqual([twice, edited, deleted, away, last]);
      expect(await told("MESSAGES_EDITED")).toEqual([edited]);
      expect(await told("MESSAGES_DELETE")).toEqual([deleted]);
      const { rows } = await store.database.query(
        `SELECT * FROM (SELECT remote_jid, unread_messages FROM chat UNION ALL SELECT remote_jid, NULL FROM contact) AS known
         WHERE remote_jid LIKE '%@newsletter'`,
      );
      expect(rows).toEqual([{ remote_jid: jid, unread_messages: 0 }]);
      expect(client.failures).toEqual([]);
    } finally {
      await owner.close();
    }
  });

  it("a receipt moves messages of its own chat only, by whichever address it comes", async () => {
    const bob = (await sandbox.contact("15559990001", { name: "Bob" })).web;
    const client = await connected();
    const { jid } = sandbox.world.groups.create(bob.account, "Team", [client.account]);
    const [lid, phone] = [`${bob.account.lid}@lid`, "15559990001@s.whatsapp.net"];
    await allStored([bob.say("hello", { to: PHONE }).id]);
    const group = (await client.send(jid, { text: "to the group" })).key.id ?? "";
    const direct = (await client.send(phone, { text: "to Bob" })).key.id ?? "";
    await allStored([group, direct]);
    const statusOf = async (id: string): Promise<string | undefined> => {
      const { rows } = await store.database.query<{ status: string }>("SELECT status FROM message WHERE key_id = $1", [
        id,
      ]);
      return rows[0]?.status;
    };
    // As Bob's client could write it; WhatsApp looks at the addresses alone.
    const receive = async (attrs: Record<string, string>): Promise<void> => {
      client.socket.ws.emit("CB:receipt", { tag: "receipt", attrs: { t: "1700000000", type: "read", ...attrs } });
      await client.socket.receiptMutex.mutex(async () => undefined);
      client.socket.ev.flush();
      await client.inbound.drained();
    };
    for (const from of [lid, phone]) await receive({ from, id: group });
    await receive({ from: jid, participant: lid, id: direct });
    expect(["READ", "PLAYED"]).not.toContain(await statusOf(group));
    expect(["READ", "PLAYED"]).not.toContain(await statusOf(direct));
    await receive({ from: lid, id: direct });
    expect(await statusOf(direct)).toBe("READ");
    await receive({ from: phone, id: direct, type: "played" });
    expect(await statusOf(direct)).toBe("PLAYED");
    await receive({ from: jid, participant: lid, id: group });
    expect(await statusOf(group)).toBe("READ");
  });
});

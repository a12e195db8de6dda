import { createSealing, requireKeys, type Sealing, sealAnew } from "@waxwing/core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eraseSession, hasCredentials } from "./device-rows.ts";
import { prunePayloads } from "./payload-rows.ts";
import { webColumns } from "./sealed-columns.ts";
import { silenceLibsignal } from "./silence-libsignal.ts";
import { createGate, type KeysFixture, quiet, startKeysFixture, testSealing } from "./testing/keys-fixture.ts";
import { createPeer, deliver, encrypt, introduce, link, partyOf } from "./testing/peer.ts";

silenceLibsignal();

let fixture: KeysFixture;

beforeAll(async () => {
  fixture = await startKeysFixture();
});
afterAll(() => fixture.close());

/** An instance with credentials, keys of every kind, a session and a payload. */
async function usedInstance(sealing = testSealing): Promise<string> {
  const id = await fixture.addInstance();
  const keys = await fixture.open(id, { sealing });
  await link(keys);
  const [ana, bob] = [createPeer(), partyOf(keys)];
  await introduce(ana, bob);
  await deliver(keys, bob, await encrypt(ana, bob, "the content of a message"));
  await keys.auth.keys.set({ "lid-mapping": { "15550000009": "100000000000009" } });
  await keys.close();
  return id;
}

test("credentials are stored from the pairing on, and come back as they were", async () => {
  const id = await fixture.addInstance();
  const keys = await fixture.open(id);
  await keys.saveCredentials();
  expect(await hasCredentials(fixture.database, id)).toBe(false);
  await link(keys);
  expect(await hasCredentials(fixture.database, id)).toBe(true);
  keys.auth.creds.routingInfo = Buffer.from([1, 2, 3]);
  keys.auth.creds.nextPreKeyId = 813;
  await keys.saveCredentials();
  await keys.close();
  const { creds } = (await fixture.open(id)).auth;
  expect(creds).toMatchObject({ nextPreKeyId: 813, routingInfo: Buffer.from([1, 2, 3]) });
  expect(Buffer.from(creds.noiseKey.private)).toEqual(Buffer.from(keys.auth.creds.noiseKey.private));
  expect(creds.signedPreKey.keyPair.private).toBeInstanceOf(Buffer);
  expect(creds.account).toMatchObject({ details: Buffer.from([1]), accountSignatureKey: Buffer.alloc(32, 2) });
});

test("keys of every kind come back as they were, and many of them in one query", async () => {
  const id = await fixture.addInstance();
  const keys = await fixture.open(id);
  const pair = (fill: number) => ({ public: Buffer.alloc(32, fill), private: Buffer.alloc(32, fill + 1) });
  await keys.auth.keys.set({
    "pre-key": Object.fromEntries(Array.from({ length: 812 }, (_, index) => [String(index + 1), pair(index % 250)])),
    "sender-key": { "g@g.us::1::0": Buffer.from("[]") },
    "sender-key-memory": { "g@g.us": { "1:0@lid": true } },
    "app-state-sync-key": { AAAA: { keyData: Buffer.from([1, 2]), timestamp: 5 } },
    "app-state-sync-version": {
      regular: { version: 3, hash: Buffer.alloc(128, 7), indexValueMap: { "ab==": { valueMac: Buffer.from([9]) } } },
    },
    "device-list": { "1555": ["0", "3"] },
    tctoken: { "1@lid": { token: Buffer.from([4]), timestamp: "77" } },
    "identity-key": { "1.0": new Uint8Array([5, 6]) },
  });
  await keys.close();
  const again = await fixture.open(id);
  let statements = 0;
  fixture.beforeStatement = () => {
    statements++;
  };
  const found = await again.auth.keys.get(
    "pre-key",
    Array.from({ length: 900 }, (_, index) => String(index + 1)),
  );
  expect(statements).toBe(1);
  fixture.beforeStatement = () => {};
  expect(Object.keys(found)).toHaveLength(812);
  expect(found["812"]).toEqual(pair(811 % 250));
  const one = async (type: Parameters<typeof again.auth.keys.get>[0], name: string) =>
    (await again.auth.keys.get(type, [name]))[name];
  expect(await one("sender-key", "g@g.us::1::0")).toEqual(Buffer.from("[]"));
  expect(await one("sender-key-memory", "g@g.us")).toEqual({ "1:0@lid": true });
  expect(await one("app-state-sync-key", "AAAA")).toMatchObject({ keyData: Buffer.from([1, 2]) });
  expect(await one("app-state-sync-version", "regular")).toEqual({
    version: 3,
    hash: Buffer.alloc(128, 7),
    indexValueMap: { "ab==": { valueMac: Buffer.from([9]) } },
  });
  expect(await one("device-list", "1555")).toEqual(["0", "3"]);
  expect(await one("tctoken", "1@lid")).toEqual({ token: Buffer.from([4]), timestamp: "77" });
  expect(await one("identity-key", "1.0")).toEqual(Buffer.from([5, 6]));
});

test("a value that Baileys changes is not changed for the next reader", async () => {
  const keys = await fixture.open(await fixture.addInstance());
  await keys.auth.keys.set({ "device-list": { "1": ["0"] } });
  const first = await keys.auth.keys.get("device-list", ["1"]);
  first["1"]?.push("7");
  expect(await keys.auth.keys.get("device-list", ["1"])).toEqual({ "1": ["0"] });
});

test("a logout leaves nothing of the device, and everything of other instances", async () => {
  const [gone, kept] = [await usedInstance(), await usedInstance()];
  await eraseSession(fixture.database, gone);
  await eraseSession(fixture.database, gone);
  for (const table of ["web_credentials", "web_key", "decrypted_payload"] as const) {
    expect(await fixture.count(table, `instance_id = '${gone}'`)).toBe(0);
    expect(await fixture.count(table, `instance_id = '${kept}'`)).toBeGreaterThan(0);
  }
  expect(await fixture.database.query("SELECT 1 FROM instance WHERE id = $1", [gone])).toMatchObject({ rowCount: 1 });
});

test("only what became events more than an hour ago is pruned", async () => {
  const id = await fixture.addInstance();
  const keys = await fixture.open(id);
  const [ana, bob] = [createPeer(), partyOf(keys)];
  await introduce(ana, bob);
  for (const text of ["old and handled", "old", "handled now"]) await deliver(keys, bob, await encrypt(ana, bob, text));
  const set = (position: number, change: string) =>
    fixture.database.query(
      `UPDATE decrypted_payload SET ${change} WHERE (instance_id, digest) =
         (SELECT instance_id, digest FROM decrypted_payload WHERE instance_id = $1 ORDER BY position OFFSET $2 LIMIT 1)`,
      [id, position],
    );
  await set(0, "received_at = now() - interval '3 hours', handled_at = now() - interval '2 hours'");
  await set(1, "received_at = now() - interval '3 hours'");
  await set(2, "received_at = now() - interval '3 hours', handled_at = now()");
  expect(await prunePayloads(fixture.database)).toBe(1);
  expect(await fixture.count("decrypted_payload", `instance_id = '${id}'`)).toBe(2);
  expect((await keys.pending()).map(({ plaintext }) => plaintext.toString())).toEqual(["old"]);
});

test("who asks whether sessions can be worked on waits for the work that is under way", async () => {
  const keys = await fixture.open(await fixture.addInstance());
  const { repository } = partyOf(keys);
  const gate = createGate();
  fixture.beforeStatement = gate.wait;
  const order: string[] = [];
  const work = repository.validateSession("900000000000001@lid").then(() => order.push("work"));
  const passed = keys.passed().then(() => order.push("passed"));
  await vi.waitFor(() => expect(gate.waiting).toBe(1));
  fixture.beforeStatement = () => {};
  await fixture.count("web_key");
  expect(order).toEqual([]);
  gate.open();
  await Promise.all([work, passed]);
  expect(order).toEqual(["work", "passed"]);
});

/** All that is stored of an instance's device, as hexadecimal digits. */
async function stored(id: string): Promise<string> {
  const { rows } = await fixture.database.query<{ value: string }>(
    `SELECT encode(value, 'hex') AS value FROM web_credentials WHERE instance_id = $1
     UNION ALL SELECT encode(value, 'hex') FROM web_key WHERE instance_id = $1
     UNION ALL SELECT encode(plaintext, 'hex') FROM decrypted_payload WHERE instance_id = $1`,
    [id],
  );
  return rows.map(({ value }) => value).join("\n");
}

const reseal = ({ database }: KeysFixture, sealing: Sealing): Promise<number> =>
  sealAnew(database, sealing, webColumns, { log: quiet, signal: new AbortController().signal });

const hex = (text: string): string => Buffer.from(text).toString("hex");

test("what is sealed has no key, name or content in clear", async () => {
  const clear = await stored(await usedInstance(createSealing(undefined)));
  const sealed = await stored(await usedInstance());
  for (const word of ["private", "privKey", "rootKey", "chainKey", "noiseKey", "content of a message"]) {
    expect(clear).toContain(hex(word));
    expect(sealed).not.toContain(hex(word));
  }
});

test("keys that were sealed with another key do not open, and the error names the setting", async () => {
  const id = await usedInstance();
  await expect(fixture.open(id, { sealing: createSealing("another") })).rejects.toThrow("ENCRYPTION_KEY");
  await expect(fixture.open(id, { sealing: createSealing(undefined) })).rejects.toThrow("ENCRYPTION_KEY");
  await expect(reseal(fixture, createSealing("another"))).rejects.toThrow("ENCRYPTION_KEY");
  for (const key of ["another", undefined]) {
    await expect(requireKeys(fixture.database, createSealing(key), webColumns)).rejects.toThrow("ENCRYPTION_KEY");
  }
  await requireKeys(fixture.database, createSealing("another", ["the encryption key of these tests"]), webColumns);
});

test("after a rotation everything is sealed with the new key, once", async () => {
  const own = await startKeysFixture();
  const before = fixture;
  fixture = own;
  try {
    const [sealed, clear] = [await usedInstance(), await usedInstance(createSealing(undefined))];
    const rotated = createSealing("a new encryption key", ["the encryption key of these tests"]);
    expect((await own.open(sealed, { sealing: rotated })).auth.creds.me?.name).toBe("Bob");
    const values =
      (await own.count("web_credentials")) + (await own.count("web_key")) + (await own.count("decrypted_payload"));
    expect(await reseal(own, rotated)).toBe(values);
    expect(await reseal(own, rotated)).toBe(0);
    const fresh = createSealing("a new encryption key");
    for (const id of [sealed, clear]) {
      const keys = await own.open(id, { sealing: fresh });
      expect(keys.auth.creds.me?.name).toBe("Bob");
      expect(await keys.auth.keys.get("lid-mapping", ["15550000009"])).toEqual({ "15550000009": "100000000000009" });
      expect((await keys.pending()).map(({ plaintext }) => plaintext.toString())).toEqual(["the content of a message"]);
    }
    expect(await stored(clear)).not.toContain(hex("rootKey"));
  } finally {
    fixture = before;
    await own.close();
  }
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SessionKeys } from "../session.ts";
import { silenceLibsignal } from "./silence-libsignal.ts";
import { createGate, type KeysFixture, startKeysFixture } from "./testing/keys-fixture.ts";
import { createPeer, deliver, encrypt, introduce, link, type Party, partyOf, type Sent } from "./testing/peer.ts";

silenceLibsignal();

let fixture: KeysFixture;
let instanceId: string;
let keys: SessionKeys;
let bob: Party;
let ana: Party;
const failures: Error[] = [];

beforeAll(async () => {
  fixture = await startKeysFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  fixture.beforeStatement = () => {};
  failures.length = 0;
  instanceId = await fixture.addInstance();
  await open();
  await link(keys);
  ana = createPeer();
});

async function open(): Promise<void> {
  keys = await fixture.open(instanceId, { onFailure: (error) => failures.push(error) });
  bob = partyOf(keys);
}

/** A new process on the same database. */
async function restart(): Promise<void> {
  await keys.close();
  await open();
}

async function talk(): Promise<void> {
  await introduce(ana, bob);
  await deliver(keys, bob, await encrypt(ana, bob, "hello"));
  await ana.repository.decryptMessage({ ...(await answer("hi")), jid: bob.jid });
}

/** What Bob writes, once it may leave. */
async function answer(text: string): Promise<{ type: "pkmsg" | "msg"; ciphertext: Uint8Array }> {
  const written = await bob.repository.encryptMessage({ jid: ana.jid, data: Buffer.from(text) });
  await keys.uncommitted();
  return written;
}

/** Ana's messages in a group that Bob has her key for. */
async function groupMessages(...texts: string[]): Promise<Sent[]> {
  const group = "120363000000000000@g.us";
  const sent: Sent[] = [];
  for (const text of texts) {
    const { ciphertext, senderKeyDistributionMessage } = await ana.repository.encryptGroupMessage({
      group,
      meId: ana.jid,
      data: Buffer.from(text),
    });
    if (sent.length === 0) {
      const item = { groupId: group, axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage };
      await bob.repository.processSenderKeyDistributionMessage({ authorJid: ana.jid, item });
    }
    sent.push({ id: `G-${text}`, from: ana.jid, group, type: "skmsg", ciphertext });
  }
  return sent;
}

describe("a second delivery", () => {
  const kinds = {
    pkmsg: async () => {
      await introduce(ana, bob);
      return encrypt(ana, bob, "once");
    },
    msg: async () => {
      await talk();
      return encrypt(ana, bob, "once");
    },
    skmsg: async () => (await groupMessages("once"))[0] as Sent,
  };

  test.each(Object.entries(kinds))("of a %s has the plaintext of the first", async (type, send) => {
    const sent = await send();
    expect(sent.type).toBe(type);
    expect(await deliver(keys, bob, sent)).toBe("once");
    expect(await deliver(keys, bob, sent)).toBe("once");
    await restart();
    expect(await deliver(keys, bob, sent)).toBe("once");
    await fixture.database.query("UPDATE decrypted_payload SET handled_at = now()");
    expect(await deliver(keys, bob, sent)).toBe("once");
  });

  test.each(Object.entries(kinds))("of a %s while the first is being committed", async (_, send) => {
    const sent = await send();
    const gate = createGate();
    fixture.beforeStatement = gate.wait;
    const first = deliver(keys, bob, sent);
    await expect.poll(() => gate.waiting).toBe(1);
    const second = deliver(keys, bob, sent);
    gate.open();
    expect(await Promise.all([first, second])).toEqual(["once", "once"]);
    expect(
      await fixture.count(
        "decrypted_payload",
        `instance_id = '${instanceId}' AND stanza->'attributes'->>'id' = '${sent.id}'`,
      ),
    ).toBe(1);
  });

  test.each(["msg", "skmsg"] as const)("of a %s that nobody remembers says that its key was used", async (type) => {
    const sent = await kinds[type]();
    await deliver(keys, bob, sent);
    await fixture.database.query("DELETE FROM decrypted_payload");
    await expect(deliver(keys, bob, sent)).rejects.toThrow("Key used already or never filled");
  });

  test("by another author, or as another message, is not taken for it", async () => {
    await talk();
    const sent = await encrypt(ana, bob, "mine");
    await deliver(keys, bob, sent);
    await expect(deliver(keys, bob, { ...sent, from: createPeer().jid })).rejects.toThrow();
    await expect(deliver(keys, bob, { ...sent, id: "another" })).rejects.toThrow("Key used already");
  });
});

test("what was decrypted waits until it was handled, in order, and its digests are told once", async () => {
  await talk();
  const before = (await keys.pending()).length;
  const sent = [await encrypt(ana, bob, "one"), await encrypt(ana, bob, "two"), await encrypt(ana, bob, "three")];
  for (const each of sent) await deliver(keys, bob, each);
  await restart();
  const pending = (await keys.pending()).slice(before);
  expect(pending.map(({ plaintext }) => plaintext.toString())).toEqual(["one", "two", "three"]);
  expect(pending.map(({ stanza, type }) => [stanza["id"], type])).toEqual(sent.map(({ id }) => [id, "msg"]));

  const next = await encrypt(ana, bob, "four");
  await deliver(keys, bob, next);
  expect(keys.digestsOf({ id: next.id, remoteJid: createPeer().jid })).toEqual([]);
  const digests = keys.digestsOf({ id: next.id, remoteJid: ana.jid });
  expect(digests).toHaveLength(1);
  expect(keys.digestsOf({ id: next.id, remoteJid: ana.jid })).toEqual([]);
  await fixture.database.query("UPDATE decrypted_payload SET handled_at = now() WHERE digest = $1", [...digests]);
  expect((await keys.pending()).map(({ plaintext }) => plaintext.toString()).slice(before)).toEqual([
    "one",
    "two",
    "three",
  ]);
});

test("a plaintext keeps no pool of Node.js in memory: Baileys keeps messages for minutes", async () => {
  await talk();
  const { id, from, type, ciphertext } = await encrypt(ana, bob, "kept");
  const content = Buffer.from(ciphertext);
  keys.noteStanza({
    tag: "message",
    attrs: { id, from, t: "1" },
    content: [{ tag: "enc", attrs: { v: "2", type }, content }],
  });
  const plaintext = await bob.repository.decryptMessage({ jid: from, type: type as "msg", ciphertext: content });
  expect(Buffer.from(plaintext).toString()).toBe("kept");
  expect(plaintext.buffer.byteLength).toBe(plaintext.length);
});

test("a decryption that fails changes nothing", async () => {
  await talk();
  const state = () =>
    fixture.database
      .query("SELECT type, id, value FROM web_key WHERE instance_id = $1 ORDER BY type, id", [instanceId])
      .then(({ rows }) => rows);
  const before = await state();
  const sent = await encrypt(ana, bob, "intact");
  const damaged = Buffer.from(sent.ciphertext);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
  await expect(deliver(keys, bob, { ...sent, ciphertext: damaged })).rejects.toThrow("No matching sessions");
  // One with a new identity of Ana, that nobody can decrypt, must not take her session away.
  const impostor: Party = { ...createPeer(), jid: ana.jid };
  await introduce(impostor, bob, null);
  const forged = await encrypt(impostor, bob, "forged");
  const broken = Buffer.from(forged.ciphertext);
  broken[broken.length - 20] = (broken.at(-20) ?? 0) ^ 1;
  await expect(deliver(keys, bob, { ...forged, ciphertext: broken })).rejects.toThrow();
  expect(await state()).toEqual(before);
  expect(await deliver(keys, bob, sent)).toBe("intact");
});

test("a session that does not fit a message is not damaged by trying it", async () => {
  // Trying damages sessions at both ends, so both ends are ours.
  const anaKeys = await fixture.open(await fixture.addInstance());
  ana = partyOf(anaKeys, "810000000000000@lid");
  await introduce(ana, bob);
  const crossed: string[] = [];
  for (let round = 0; round < 6; round++) {
    if (round === 2 || round === 3) await introduce(ana, bob, round);
    if (round === 4) await introduce(bob, ana, round);
    // Each writes before he has what the other writes in another session.
    const fromAna = await encrypt(ana, bob, `ana ${round}`);
    const fromBob = round === 0 ? undefined : await encrypt(bob, ana, `bob ${round}`);
    crossed.push(await deliver(keys, bob, fromAna));
    crossed.push(await deliver(anaKeys, ana, fromBob ?? (await encrypt(bob, ana, "bob 0"))));
  }
  expect(crossed).toEqual([0, 1, 2, 3, 4, 5].flatMap((round) => [`ana ${round}`, `bob ${round}`]));
  await anaKeys.close();
});

describe("a failed commit", () => {
  const stop = (): void => {
    fixture.beforeStatement = () => Promise.reject(new Error("no database"));
  };

  test("lets nothing out that was encrypted, and ends everything that waits, once", async () => {
    await talk();
    const gate = createGate();
    fixture.beforeStatement = () => gate.wait().then(() => Promise.reject(new Error("no database")));
    const encrypted = [answer("1"), answer("2"), answer("3")].map((one) => one.catch((error: Error) => error.message));
    const set = Promise.resolve(bob.auth.keys.set({ "lid-mapping": { "1": "2" } })).catch(
      (error: Error) => error.message,
    );
    await expect.poll(() => gate.waiting).toBe(1);
    gate.open();
    const message = "keys of the device could not be read or written";
    expect(await Promise.all([...encrypted, set])).toEqual([message, message, message, message]);
    expect(failures.map((error) => (error.cause as Error).message)).toEqual(["no database"]);
    fixture.beforeStatement = () => {};
    await expect(answer("4")).rejects.toThrow(message);
    await expect(deliver(keys, bob, await encrypt(ana, bob, "5"))).rejects.toThrow(message);
    expect(failures).toHaveLength(1);
    await restart();
    expect(await deliver(keys, bob, await encrypt(ana, bob, "6"))).toBe("6");
    expect(Buffer.from(await ana.repository.decryptMessage({ ...(await answer("7")), jid: bob.jid })).toString()).toBe(
      "7",
    );
  });

  test("loses no message: the database has its plaintext or its key", async () => {
    await talk();
    const sent = await encrypt(ana, bob, "kept");
    stop();
    await expect(deliver(keys, bob, sent)).rejects.toThrow("keys of the device");
    fixture.beforeStatement = () => {};
    await restart();
    expect(await deliver(keys, bob, sent)).toBe("kept");
  });

  test("also a failed read ends everything: a session that was not read is not one that is not there", async () => {
    await talk();
    await restart();
    const sent = await encrypt(ana, bob, "kept");
    stop();
    await expect(deliver(keys, bob, sent)).rejects.toThrow("keys of the device");
    expect(failures).toHaveLength(1);
    fixture.beforeStatement = () => {};
    await restart();
    expect(await deliver(keys, bob, sent)).toBe("kept");
  });
});

test("several encryptions and decryptions share one commit, and none is lost", async () => {
  await talk();
  let statements = 0;
  fixture.beforeStatement = () => {
    statements++;
  };
  const incoming: Sent[] = [];
  for (let index = 0; index < 40; index++) incoming.push(await encrypt(ana, bob, `in ${index}`));
  const [received, sent] = await Promise.all([
    Promise.all(incoming.map((each) => deliver(keys, bob, each))),
    Promise.all(Array.from({ length: 40 }, (_, index) => answer(`out ${index}`))),
  ]);
  expect(received).toEqual(incoming.map((_, index) => `in ${index}`));
  const texts: string[] = [];
  for (const each of sent)
    texts.push(Buffer.from(await ana.repository.decryptMessage({ ...each, jid: bob.jid })).toString());
  expect(texts.sort()).toEqual(Array.from({ length: 40 }, (_, index) => `out ${index}`).sort());
  expect(statements).toBeLessThan(40);
  await restart();
  expect(await deliver(keys, bob, await encrypt(ana, bob, "after"))).toBe("after");
});

test("a LID that WhatsApp tells while somebody works with the number holds up nobody, and takes the session along", async () => {
  const number = "15550001234@s.whatsapp.net";
  const lid = "123400000000001@lid";
  const answers = [[], [], [{ pn: number, lid }]];
  bob = partyOf(keys, undefined, async () => answers.shift() ?? []);
  const peer: Party = { ...ana, jid: number };
  await introduce(bob, peer);
  await keys.auth.keys.set({ "device-list": { "15550001234": ["0"] } });
  const { lidMapping } = bob.repository;
  // Two that wait for the same answer: the first asks again at once, the second begins to encrypt.
  const asking = lidMapping.getLIDForPN(number).then(() => lidMapping.getLIDForPN(number));
  const encrypted = encrypt(bob, peer, "to the number");
  expect(await asking).toBe(lid);
  const after = await encrypt(bob, { ...ana, jid: lid }, "to the LID");
  for (const { type, ciphertext } of [await encrypted, after])
    await ana.repository.decryptMessage({ jid: bob.jid, type: type as "pkmsg", ciphertext });
  const sessions = await keys.auth.keys.get("session", ["15550001234.0", "123400000000001_1.0"]);
  expect(Object.keys(sessions)).toEqual(["123400000000001_1.0"]);
});

test("a number that gets another LID is written to under that", async () => {
  const number = "15550001234@s.whatsapp.net";
  const { lidMapping } = bob.repository;
  for (const lid of ["123400000000001@lid", "123400000000002@lid"]) {
    await lidMapping.storeLIDPNMappings([{ pn: number, lid }]);
    expect([await lidMapping.getLIDForPN(number), await lidMapping.getLIDForPN(number)]).toEqual([lid, lid]);
    await introduce(bob, { ...ana, jid: number });
    const { type, ciphertext } = await encrypt(bob, { ...ana, jid: number }, `to ${lid}`);
    await ana.repository.decryptMessage({ jid: bob.jid, type: type as "pkmsg", ciphertext });
  }
  const sessions = await keys.auth.keys.get("session", ["123400000000001_1.0", "123400000000002_1.0"]);
  expect(Object.keys(sessions)).toEqual(["123400000000001_1.0", "123400000000002_1.0"]);
});

test("the LID of a number is the stored one, though Baileys has met the number's earlier LID again", async () => {
  const number = "15550001234@s.whatsapp.net";
  const lids = ["123400000000001@lid", "123400000000002@lid"];
  for (const lid of lids) await bob.repository.lidMapping.storeLIDPNMappings([{ pn: number, lid }]);
  await restart();
  await bob.repository.lidMapping.getPNForLID(lids[0] ?? "");
  await introduce(bob, { ...ana, jid: number });
  await encrypt(bob, { ...ana, jid: number }, "to the number");
  const sessions = await keys.auth.keys.get("session", ["123400000000001_1.0", "123400000000002_1.0"]);
  expect(Object.keys(sessions)).toEqual(["123400000000002_1.0"]);
});

describe("whether there is a session that can be written with", () => {
  const number = "15550001234@s.whatsapp.net";
  const address = "15550001234.0";
  interface StoredRecord {
    version?: string;
    registrationId?: unknown;
    _sessions: Record<string, { registrationId?: unknown; indexInfo: { closed: number } }>;
  }
  const cases: Record<string, { change: (record: StoredRecord) => unknown; exists: boolean }> = {
    "is told of one that is open": { change: (record) => record, exists: true },
    "is told of one that is closed": {
      change(record) {
        for (const { indexInfo } of Object.values(record._sessions)) indexInfo.closed = 1;
        return record;
      },
      exists: false,
    },
    "is told of a record of an earlier libsignal": {
      change({ _sessions }) {
        const [session] = Object.values(_sessions);
        const { registrationId } = session ?? {};
        delete session?.registrationId;
        return { _sessions, registrationId };
      },
      exists: true,
    },
    "is told of a record without sessions": { change: () => ({ version: "v1" }), exists: false },
  };
  test.for(Object.entries(cases))("%s", async ([, { change, exists }]) => {
    await introduce(bob, { ...ana, jid: number });
    const { [address]: stored } = await keys.auth.keys.get("session", [address]);
    const changed = change(structuredClone(stored) as unknown as StoredRecord);
    await keys.auth.keys.set({ session: { [address]: changed as never } });
    expect(await bob.repository.validateSession(number)).toMatchObject({ exists });
  });
});

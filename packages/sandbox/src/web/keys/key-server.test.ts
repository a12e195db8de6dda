import { randomBytes } from "node:crypto";
import { proto } from "@whiskeysockets/baileys";
import { describe, expect, test } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import { childOf, childrenOf, element, type Stanza, textOf } from "../stanza.ts";
import { keyPair } from "../wire/key-pair.ts";
import { sign } from "../wire/signature.ts";

const fixture = useSandbox();

/** Asks for bundles as a client does before it writes to somebody; gives the `<user>` elements. */
async function askForBundles(client: TestClient, ...jids: string[]): Promise<Stanza[]> {
  const answer: Stanza = await client.socket.query({
    tag: "iq",
    attrs: { to: "@s.whatsapp.net", type: "get", xmlns: "encrypt" },
    content: [
      element(
        "key",
        {},
        jids.map((jid) => element("user", { jid })),
      ),
    ],
  });
  return childrenOf(childOf(answer, "list"), "user");
}

function keyId(user: Stanza | undefined): string | undefined {
  const content = childOf(childOf(user, "key"), "id")?.content;
  return content === undefined ? undefined : Buffer.from(content as Uint8Array).toString("hex");
}

function uploadIq(parts: Stanza[]): Stanza {
  return element("iq", { to: "@s.whatsapp.net", type: "set", xmlns: "encrypt" }, parts);
}

describe("bundles", () => {
  test("each gets another one-time key, and none when there are no more", async () => {
    const owner = await fixture.connect({ phone: "15550000001" });
    const asking = await fixture.connect({ phone: "15550000002" });
    const { keyServer } = fixture.sandbox.world;
    const jid = owner.auth.creds.me?.id ?? "";
    const left = keyServer.count(owner.address);
    const ids = new Set<string | undefined>();
    await owner.disconnect();
    for (let count = 0; count < left; count += 100) {
      const jids = Array.from({ length: Math.min(100, left - count) }, () => jid);
      for (const user of await askForBundles(asking, ...jids)) ids.add(keyId(user));
    }
    expect(ids.size).toBe(left);
    expect(ids).not.toContain(undefined);
    const [last] = await askForBundles(asking, jid);
    expect(childrenOf(last).map(({ tag }) => tag)).toEqual([
      "registration",
      "type",
      "identity",
      "skey",
      "device-identity",
    ]);
  });

  test("the JID in the answer is the one that was asked for, by number or by LID", async () => {
    const owner = await fixture.connect({ phone: "15550000001" });
    const asking = await fixture.connect({ phone: "15550000002" });
    const jids = [owner.jid, owner.lid, owner.auth.creds.me?.id ?? "", owner.auth.creds.me?.lid ?? ""];
    const users = await askForBundles(asking, ...jids);
    expect(users.map(({ attrs }) => attrs["jid"])).toEqual(jids);
    const identities = users.map((user) => Buffer.from(childOf(user, "identity")?.content as Uint8Array));
    const { identity } = fixture.sandbox.world.phones.of(owner.account);
    expect(identities.slice(0, 2)).toEqual([identity.publicKey, identity.publicKey]);
    expect(identities[2]).toEqual(Buffer.from(owner.auth.creds.signedIdentityKey.public));
  });

  test("a companion's bundle carries the identity that phone and companion have signed", async () => {
    const owner = await fixture.connect({ phone: "15550000001" });
    const [user] = await askForBundles(owner, owner.auth.creds.me?.id ?? "");
    const encoded = childOf(user, "device-identity")?.content as Uint8Array;
    const { accountSignatureKey, deviceSignature } = proto.ADVSignedDeviceIdentity.decode(encoded);
    expect(Buffer.from(accountSignatureKey ?? [])).toEqual(
      fixture.sandbox.world.phones.of(owner.account).identity.publicKey,
    );
    expect(deviceSignature).toEqual(owner.auth.creds.account?.deviceSignature);
  });

  test("a device or number that there is not gets an error in its place", async () => {
    const client = await fixture.connect({ phone: "15550000001" });
    const users = await askForBundles(client, client.jid, "15550000001:9@s.whatsapp.net", "15559999999@s.whatsapp.net");
    expect(users.map((user) => childOf(user, "error")?.attrs["code"])).toEqual([undefined, "404", "404"]);
  });
});

test("a client whose one-time keys run low is told once, and uploads more", async () => {
  const owner = await fixture.connect({ phone: "15550000001" });
  const { keyServer, transcript } = fixture.sandbox.world;
  while (keyServer.count(owner.address) > 5) keyServer.takeBundle(owner.address);
  const told = () => transcript.stanzas({ direction: "out", tag: "notification", attrs: { type: "encrypt" } });
  expect(told()).toEqual([]);
  for (let count = 0; count < 3; count++) keyServer.takeBundle(owner.address);
  await owner.until(() => keyServer.count(owner.address) > 5, { what: "upload of keys" });
  expect(told()).toHaveLength(1);
  expect(keyServer.count(owner.address)).toBe(7);
  // The next low period is told again, under another id.
  while (keyServer.count(owner.address) > 4) keyServer.takeBundle(owner.address);
  await owner.until(() => keyServer.count(owner.address) > 5, { what: "upload of keys" });
  expect(new Set(told().map(({ stanza }) => stanza.attrs["id"])).size).toBe(2);
  expect(owner.complaints()).toEqual([]);
});

test("a client that was away while its keys ran low uploads more at its next login", async () => {
  const owner = await fixture.connect({ phone: "15550000001" });
  const { keyServer } = fixture.sandbox.world;
  const { address } = owner;
  await owner.disconnect();
  while (keyServer.count(address) > 2) keyServer.takeBundle(address);
  await owner.reconnect();
  expect(keyServer.count(address)).toBe(7);
});

test("a client can replace its signed pre-key, and others get the new one", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  const { address } = client;
  await client.socket.rotateSignedPreKey();
  const { signedPreKey } = client.auth.creds;
  expect(signedPreKey.keyId).toBe(2);
  expect(fixture.sandbox.world.keyServer.takeBundle(address)?.signedPreKey).toEqual({
    id: 2,
    publicKey: Buffer.from(signedPreKey.keyPair.public),
    signature: Buffer.from(signedPreKey.signature),
  });
});

describe("uploads that the server does not accept", () => {
  async function refusal(change: (parts: Map<string, Stanza>, client: TestClient) => void): Promise<unknown> {
    const client = await fixture.connect({ phone: "15550000001" });
    const { keyServer, transcript } = fixture.sandbox.world;
    const [upload] = transcript.stanzas({ direction: "in", attrs: { xmlns: "encrypt", type: "set" } });
    const parts = new Map(childrenOf(upload?.stanza).map((part) => [part.tag, part]));
    change(parts, client);
    const [count, keys] = [keyServer.count(client.address), keyServer.keys(client.address)];
    const outcome = await client.socket.query(uploadIq([...parts.values()])).then(
      () => "accepted",
      (error: Error) => error.message,
    );
    expect(keyServer.count(client.address)).toBe(count);
    expect(keyServer.keys(client.address)).toEqual(keys);
    return outcome;
  }

  function signedPreKey({ auth }: TestClient, id: string): Stanza {
    const { publicKey } = keyPair(randomBytes(32));
    const signed = Buffer.concat([Buffer.from([5]), publicKey]);
    return element("skey", {}, [
      element("id", {}, Buffer.from(id, "hex")),
      element("value", {}, publicKey),
      element("signature", {}, sign(Buffer.from(auth.creds.signedIdentityKey.private), signed)),
    ]);
  }

  const oneKey = (id: string, value = randomBytes(32)): Stanza =>
    element("list", {}, [element("key", {}, [element("id", {}, Buffer.from(id, "hex")), element("value", {}, value)])]);

  test("a repeated upload is accepted, and adds nothing", async () => {
    expect(await refusal(() => {})).toBe("accepted");
  });

  test("an id that had another key before", async () => {
    expect(await refusal((parts) => parts.set("list", oneKey("000001")))).toContain("not-acceptable");
  });

  test("a key of the wrong length", async () => {
    expect(await refusal((parts) => parts.set("list", oneKey("00ffff", randomBytes(31))))).toContain("not-acceptable");
  });

  test("a pre-key with an id of more than 24 bits", async () => {
    expect(await refusal((parts) => parts.set("list", oneKey("01000000")))).toBe("bad-request");
  });

  test("a signed pre-key with an id of more than 24 bits, which nobody could be given", async () => {
    const outcome = await refusal((parts, client) => parts.set("skey", signedPreKey(client, "01000000")));
    expect(outcome).toBe("bad-request");
  });

  test("with one key that is wrong nothing of an upload is taken, the signed pre-key neither", async () => {
    const outcome = await refusal((parts, client) => {
      parts.set("skey", signedPreKey(client, "000009"));
      parts.set("list", oneKey("00ffff", randomBytes(31)));
    });
    expect(outcome).toContain("not-acceptable");
  });

  test("another identity than at pairing", async () => {
    const identity = element("identity", {}, randomBytes(32));
    expect(await refusal((parts) => parts.set("identity", identity))).toContain("not-acceptable");
  });

  test("a signed pre-key that the identity did not sign", async () => {
    const skey = element("skey", {}, [
      element("id", {}, Buffer.from([0, 0, 2])),
      element("value", {}, randomBytes(32)),
      element("signature", {}, randomBytes(64)),
    ]);
    expect(await refusal((parts) => parts.set("skey", skey))).toContain("not-acceptable");
  });
});

test("the digest names the device's keys", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  const answer: Stanza = await client.socket.query({
    tag: "iq",
    attrs: { to: "@s.whatsapp.net", type: "get", xmlns: "encrypt" },
    content: [element("digest")],
  });
  const digest = childOf(answer, "digest");
  expect(childrenOf(childOf(digest, "list"))).toHaveLength(fixture.sandbox.world.keyServer.count(client.address));
  expect(childOf(digest, "hash")?.content).toHaveLength(20);
  expect(textOf(childOf(digest, "identity"))).not.toBe("");
});

test("when a phone has a new identity, its companions are unlinked and its correspondents told", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  const other = await fixture.connect({ phone: "15550000002" });
  await client.send(other.jid, { text: "hello" });
  await other.text("hello");
  const identity = keyPair(randomBytes(32));
  const signedPreKey = keyPair(randomBytes(32));
  const { keyServer, transcript } = fixture.sandbox.world;
  keyServer.register(
    { account: other.account, device: 0 },
    {
      registrationId: 7,
      identityKey: identity.publicKey,
      signedPreKey: {
        id: 1,
        publicKey: signedPreKey.publicKey,
        signature: sign(identity.privateKey, Buffer.concat([Buffer.from([5]), signedPreKey.publicKey])),
      },
    },
  );
  expect(await other.closed()).toBe(401);
  const told = await transcript.waitForStanza({
    direction: "out",
    phone: "15550000001",
    tag: "notification",
    attrs: { type: "encrypt", from: other.jid },
  });
  expect(childrenOf(told.stanza).map(({ tag }) => tag)).toEqual(["identity"]);
});

import { proto, type WAMessageKey } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { useInbound } from "./testing/fixture.ts";
import type { InboundClient, InboundClientOptions } from "./testing/inbound-client.ts";

const fixture = useInbound();
const BOB = "15559990001@s.whatsapp.net";
const EVE = "15559990002@s.whatsapp.net";
const OWN = "15550000001@s.whatsapp.net";

/** What a member sends who deletes what others wrote; the members' phones of the sandbox would not. */
function revoke(key: WAMessageKey): proto.IMessage {
  return { protocolMessage: { key, type: proto.Message.ProtocolMessage.Type.REVOKE } };
}

/** A group of Bob, who is its admin, with Eve and the account. */
async function group(addressingMode: "lid" | "pn" = "lid", options: InboundClientOptions = {}) {
  const client = await fixture.connect(options);
  const bob = await fixture.contact();
  const eve = await fixture.contact("15559990002", "Eve");
  const { jid } = fixture.world.groups.create(bob.account, "Team", [client.account, eve.account], { addressingMode });
  await client.until(() => client.inbox.all("passing").some(({ type }) => type === "GROUPS_UPSERT"));
  const address = (account: typeof bob.account): string =>
    addressingMode === "lid" ? `${account.lid}@lid` : `${account.phone}@s.whatsapp.net`;
  return { client, bob, eve, jid, address };
}

async function stored(client: InboundClient, id: string): Promise<void> {
  await client.until(() => client.inbox.message(id) !== undefined, { what: `message ${id}` });
}

const deleted = (client: InboundClient) => client.inbox.all("deletions");

describe.each(["lid", "pn"] as const)("in a group of the kind %s", (addressingMode) => {
  it("an admin deletes everybody's messages, a member only his own", async () => {
    const { client, bob, eve, jid, address } = await group(addressingMode);
    const bobs = bob.say("of Bob", { to: jid });
    const eves = eve.say("of Eve", { to: jid });
    const evesToo = eve.say("of Eve too", { to: jid });
    const { key } = await client.send(jid, { text: "of the account" });
    const own = key.id ?? "";
    for (const id of [bobs.id, eves.id, evesToo.id]) await stored(client, id);

    const named = { remoteJid: jid, fromMe: false };
    eve.send(revoke({ ...named, id: bobs.id, participant: address(bob.account) }), { to: jid });
    eve.send(revoke({ ...named, id: own, participant: address(client.account) }), { to: jid });
    eve.delete(eves.id);
    await client.until(() => deleted(client).length === 1, { what: "deletion by the writer" });
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    expect(deleted(client)).toEqual([{ keyId: eves.id, remoteJid: jid, fromMe: false, participant: EVE }]);

    bob.send(revoke({ ...named, id: evesToo.id, participant: address(eve.account) }), { to: jid });
    bob.send(revoke({ ...named, id: own, participant: address(client.account) }), { to: jid });
    bob.send(revoke({ ...named, id: bobs.id, participant: address(bob.account) }), { to: jid });
    await client.until(() => deleted(client).length === 4, { what: "deletions by the admin" });
    expect(deleted(client).slice(1)).toEqual([
      { keyId: evesToo.id, remoteJid: jid, fromMe: false, participant: EVE },
      { keyId: own, remoteJid: jid, fromMe: true },
      { keyId: bobs.id, remoteJid: jid, fromMe: false, participant: BOB },
    ]);
  });
});

describe("who may delete messages of others in a group", () => {
  it("changes with what the group tells", async () => {
    const { client, bob, eve, jid, address } = await group();
    const [first, second] = [bob.say("one", { to: jid }), bob.say("two", { to: jid })];
    // The first message of a new contact may be overtaken.
    for (const { id } of [first, second, eve.say("here", { to: jid })]) await stored(client, id);
    const revocation = (id: string) => revoke({ remoteJid: jid, fromMe: false, id, participant: address(bob.account) });
    eve.send(revocation(first.id), { to: jid });
    await stored(client, bob.say("in between", { to: jid }).id);
    fixture.world.groups.promote(bob.account, jid, [eve.account]);
    await client.until(() => client.inbox.all("passing").some(({ type }) => type === "GROUP_PARTICIPANTS_UPDATE"));
    eve.send(revocation(second.id), { to: jid });
    await client.until(() => deleted(client).length > 0, { what: "deletion" });
    expect(deleted(client)).toMatchObject([{ keyId: second.id, participant: BOB }]);
  });

  it("is asked for with the next connection when it was not known in this one", async () => {
    const { client, bob, eve, jid, address } = await group();
    const bobs = bob.say("of Bob", { to: jid });
    const eves = eve.say("of Eve", { to: jid });
    await stored(client, bobs.id);
    await stored(client, eves.id);
    client.isListening = false;
    const named = { remoteJid: jid, fromMe: false };
    eve.send(revoke({ ...named, id: bobs.id, participant: address(bob.account) }), { to: jid });
    bob.delete(eves.id);
    await client.until(() => client.keys.unhandled.length === 2, { what: "decrypted payloads" });
    await client.disconnect();
    client.isListening = true;
    await client.inbound.replay();
    expect(deleted(client)).toEqual([]);
    expect(client.keys.unhandled).toHaveLength(2);

    await client.reconnect();
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    expect(deleted(client)).toEqual([{ keyId: eves.id, remoteJid: jid, fromMe: false, participant: EVE }]);
  });

  it("is asked for once more in the same connection, after a while and not for each deletion", async () => {
    const { client, bob, eve, jid } = await group("lid", { askAgainMs: 300 });
    const eves = ["one", "two", "three"].map((text) => eve.say(text, { to: jid }));
    for (const { id } of [...eves, bob.say("of Bob", { to: jid })]) await stored(client, id);
    const { faults, transcript } = fixture.world;
    const questions = () =>
      transcript.stanzas({ direction: "in", tag: "iq", attrs: { xmlns: "w:g2", to: jid } }).length;
    const before = questions();
    faults.add({ kind: "refuse-iq", code: 429, match: { xmlns: "w:g2" } });
    for (const { id } of eves) bob.delete(id);
    await stored(client, bob.say("after them", { to: jid }).id);
    expect(deleted(client)).toEqual([]);
    expect(client.keys.unhandled).toHaveLength(3);
    expect(questions()).toBe(before + 1);
    await client.until(() => deleted(client).length === 3, { what: "deletions" });
    expect(new Set(deleted(client).map(({ keyId }) => keyId))).toEqual(new Set(eves.map(({ id }) => id)));
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  });

  it("is nobody when the account is in the group no more", async () => {
    const { client, bob, eve, jid } = await group();
    const eves = eve.say("of Eve", { to: jid });
    for (const { id } of [eves, bob.say("of Bob", { to: jid })]) await stored(client, id);
    client.isListening = false;
    bob.delete(eves.id);
    await client.until(() => client.keys.unhandled.length === 1, { what: "decrypted payload" });
    await client.disconnect();
    client.isListening = true;
    fixture.world.groups.remove(bob.account, jid, [client.account]);
    await client.inbound.replay();
    await client.reconnect();
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    expect(deleted(client)).toEqual([]);
    expect(client.failures).toEqual([]);
  });
});

it("what another device of the account deletes is deleted", async () => {
  const { client, bob, jid, address } = await group();
  const bobs = bob.say("of Bob", { to: jid });
  await stored(client, bobs.id);
  const other = await fixture.connect();
  fixture.world.groups.promote(bob.account, jid, [client.account]);
  await other.send(jid, { delete: { remoteJid: jid, fromMe: false, id: bobs.id, participant: address(bob.account) } });
  await client.until(() => deleted(client).length > 0, { what: "deletion" });
  expect(deleted(client)).toEqual([{ keyId: bobs.id, remoteJid: jid, fromMe: false, participant: BOB }]);
  expect(client.jid).toBe(OWN);
});

import { afterEach, expect, test } from "vitest";
import { image, text } from "../../matchers.ts";
import type { Sandbox } from "../../sandbox-interface.ts";
import { startSandbox } from "../../start-sandbox.ts";
import { TestClient } from "../../testing/baileys-client.ts";
import { GREEN_JPEG } from "../media/testing/sample-pictures.ts";

const ANA = "5511900000001";
const BEA = "5511900000002";
const SHOP = "5511900000003";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
});

/** Everything that a seed decides, drawn by one script. */
async function script(seed: string): Promise<Record<string, unknown>> {
  const sandbox = await startSandbox({ seed, graph: { webhookUrl: null } });
  cleanUp.push(() => sandbox.close());
  const ana = await sandbox.contact(ANA, { name: "Ana" });
  const bea = await sandbox.contact(BEA, { name: "Bea" });
  const { world } = sandbox;
  const [first, second] = [await ana.say("one", { to: BEA }), await bea.say("two", { to: ANA })];
  await ana.received(text("two"));
  const picture = { type: "image", bytes: GREEN_JPEG, mimeType: "image/jpeg", caption: "look" } as const;
  const medium = await ana.sendMedia(picture, { to: BEA });
  const { message } = await bea.received(image("look"));
  const group = sandbox.createGroup("Team", { by: ANA, members: [BEA] });
  const inGroup = await ana.say("all", { to: group.jid });
  const call = await ana.call({ to: BEA });
  sandbox.account(ANA).changeProfile({ picture: GREEN_JPEG });
  const channel = world.profiles.newsletters.create(sandbox.account(ANA).record, "News");
  const client = await linkedClient(sandbox);
  const bundle = world.keyServer.takeBundle({ account: sandbox.account(ANA).record, device: 0 });
  return {
    noiseRoot: sandbox.rootKey,
    lids: sandbox.accounts.map(({ lid }) => lid),
    identities: [ANA, BEA, SHOP].map((phone) => world.phones.of(sandbox.account(phone).record).identity.publicKey),
    registrationId: bundle?.registrationId,
    signedPreKey: bundle?.signedPreKey.publicKey,
    preKey: bundle?.preKey?.publicKey,
    messages: [first.id, second.id, medium.id, inGroup.id],
    mediaPath: pathIn(message),
    group: group.jid,
    invite: group.inviteCode,
    call: call.id,
    picture: sandbox.account(ANA).record.picture?.id,
    channel: [channel.jid, channel.invite],
    qrRefs: client.refs,
  };
}

/** Links a client. Gives back the refs of the QR codes that it was given, which it shows one after the other. */
async function linkedClient(sandbox: Sandbox): Promise<{ readonly refs: string[] }> {
  const { world, port, caPem } = sandbox;
  const reachable = { world, port, caPem, rootKey: Buffer.from(sandbox.rootKey, "base64") };
  const client = new TestClient(reachable, { phone: SHOP, name: "Shop" });
  cleanUp.push(() => client.close());
  client.start();
  await client.opened();
  const offer = sandbox.transcript
    .stanzas({ direction: "out", tag: "iq", attrs: { type: "set" } })
    .map(({ stanza }) => stanza.content)
    .flatMap((content) => (Array.isArray(content) ? content : []))
    .find(({ tag }) => tag === "pair-device");
  const refs = Array.isArray(offer?.content) ? offer.content : [];
  return { refs: refs.map(({ content }) => Buffer.from(content as Uint8Array).toString("latin1")) };
}

/** The part of a file's address that a seed and the content decide: not its time. */
function pathIn(message: unknown): string {
  const found = /"directPath":"([^"?]+)\?/.exec(JSON.stringify(message))?.[1];
  if (found === undefined) throw new Error("the message has no file");
  return found;
}

// What is not compared, since it is random with a seed too: what clients draw (their keys, ids and pairing secrets),
// Noise's ephemeral keys, the keys of TLS. And times.
test("the same seed gives the same keys, ids, codes and addresses, and another seed gives others", async () => {
  const [one, again, other] = [await script("one"), await script("one"), await script("two")];
  expect(again).toEqual(one);
  for (const [what, drawn] of Object.entries(one)) {
    const values = Array.isArray(drawn) ? drawn : [drawn];
    expect(values.length, what).toBeGreaterThan(0);
    const others = Array.isArray(other?.[what]) ? (other[what] as unknown[]) : [other?.[what]];
    for (const [index, value] of values.entries()) expect(others[index], what).not.toEqual(value);
  }
});

test("what somebody draws does not depend on what others have drawn before", async () => {
  const ids: string[] = [];
  for (const others of [0, 3]) {
    const sandbox = await startSandbox({ seed: "streams", graph: { webhookUrl: null } });
    cleanUp.push(() => sandbox.close());
    for (let number = 0; number < others; number++) {
      const other = await sandbox.contact(`551198888000${number}`);
      await sandbox.contact(BEA);
      await other.say("before", { to: BEA });
    }
    const ana = await sandbox.contact(ANA);
    await sandbox.contact(BEA);
    const { id } = await ana.say("one", { to: BEA });
    ids.push(`${sandbox.account(ANA).lid} ${id}`);
  }
  expect(ids[0]).toBe(ids[1]);
});

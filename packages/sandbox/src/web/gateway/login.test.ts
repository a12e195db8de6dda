import { Agent } from "node:https";
import { initAuthCreds } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";

const PHONE = "5511988887777";
const fixture = useSandbox();

test("a client comes back with its routing info, and without if it lost it", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const { transcript } = fixture.sandbox.world;
  const handed = () =>
    transcript
      .stanzas({ direction: "out", tag: "ib" })
      .filter(({ stanza }) => JSON.stringify(stanza).includes("edge_routing")).length;
  const { routingInfo } = client.auth.creds;
  expect(routingInfo).toHaveLength(8);
  expect(handed()).toBe(1);

  await client.reconnect();
  expect(client.auth.creds.routingInfo).toEqual(routingInfo);
  expect(handed()).toBe(1);

  client.auth.creds.routingInfo = undefined;
  await client.reconnect();
  expect(client.auth.creds.routingInfo).not.toEqual(routingInfo);
  expect(handed()).toBe(2);
  expect(client.complaints()).toEqual([]);
});

test("a reconnect asks for what a start asks for, and uploads no keys again", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const { keyServer, transcript } = fixture.sandbox.world;
  const { length } = transcript.stanzas({ direction: "in", attrs: { xmlns: "encrypt", type: "set" } });
  expect(length).toBe(1);
  // 812 were uploaded; the phone has used one up.
  expect(keyServer.count(client.address)).toBeGreaterThan(800);
  await client.reconnect();
  expect(transcript.stanzas({ direction: "in", attrs: { xmlns: "encrypt", type: "set" } })).toHaveLength(1);
  expect(client.ends).toEqual([515, 0]);
  expect(client.complaints()).toEqual([]);
});

test("a login with another key than at pairing is refused with 401", async () => {
  const client = await fixture.connect({ phone: PHONE });
  Object.assign(client.auth.creds, { noiseKey: initAuthCreds().noiseKey });
  await expect(client.reconnect()).rejects.toThrow("ended with 401");
});

test("a login of a device or of a number that there is not is refused with 401", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const { me } = client.auth.creds;
  for (const id of [`${PHONE}:7@s.whatsapp.net`, "5511900000000:1@s.whatsapp.net"]) {
    client.auth.creds.me = { ...me, id };
    await expect(client.reconnect()).rejects.toThrow("ended with 401");
  }
});

test("a device that connects a second time replaces its first connection, which ends with 440", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const again = fixture.start({ phone: PHONE, auth: client.auth });
  await again.opened();
  expect(await client.closed()).toBe(440);
  expect(again.isOpen).toBe(true);
  // The end of the first is not taken for the end of the second.
  const { hub } = fixture.sandbox.world;
  expect(hub.connection(again.address)?.isActive).toBe(true);
});

test("a banned account is thrown out with 403, stays out, and comes back once the ban is lifted", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const { devices, pairing } = fixture.sandbox.world;
  devices.ban(client.account);
  expect(await client.closed()).toBe(403);
  await expect(client.reconnect()).rejects.toThrow("ended with 403");
  const other = fixture.start({ phone: PHONE, pairing: "none" });
  await other.until(() => other.qr !== undefined);
  await expect(pairing.scanQr(other.qr ?? "", other.account)).rejects.toMatchObject({ reason: "banned" });
  devices.unban(client.account);
  await client.reconnect();
});

test("logins can be made to fail with any reason", async () => {
  const client = await fixture.connect({ phone: PHONE });
  for (const reason of [402, 405, 503]) {
    fixture.sandbox.world.devices.refuseLogins(client.account, reason);
    await expect(client.reconnect()).rejects.toThrow(`ended with ${reason}`);
  }
});

test("several companions of one account are connected at once, each under its own number", async () => {
  const one = await fixture.connect({ phone: PHONE });
  const other = await fixture.connect({ phone: PHONE });
  expect([one.auth.creds.me?.id, other.auth.creds.me?.id]).toEqual([
    `${PHONE}:1@s.whatsapp.net`,
    `${PHONE}:2@s.whatsapp.net`,
  ]);
  expect([one.isOpen, other.isOpen]).toEqual([true, true]);
  await one.reconnect();
  expect(other.ends).toEqual([515]);
});

test("a client pairs and logs in over TLS too, trusting nothing but the sandbox's CA", async () => {
  const { port, caPem } = fixture.sandbox;
  const agent = new Agent({ ca: caPem });
  const client = await fixture.connect({
    phone: PHONE,
    config: { waWebSocketUrl: `wss://127.0.0.1:${port}/ws/chat`, agent },
  });
  await client.reconnect();
  expect(client.complaints()).toEqual([]);
  agent.destroy();
});

test("in the transcript each connection begins before anything is sent on it", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  await client.reconnect();
  const { entries } = fixture.sandbox.world.transcript;
  const firsts = [1, 2, 3].map((id) => entries.find(({ connection }) => connection === id));
  expect(firsts.map((entry) => (entry?.kind === "connection" ? entry.event : entry?.stanza.tag))).toEqual([
    "opened",
    "opened",
    "opened",
  ]);
});

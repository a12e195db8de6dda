import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import type { PairingFailure } from "./pairing-error.ts";

const PHONE = "5511988887777";
const fixture = useSandbox();

/** A client that shows a QR code, which nobody scans by itself. */
async function showQr(phone = PHONE, config: object = {}): Promise<TestClient> {
  const client = fixture.start({ phone, pairing: "none", config });
  await client.until(() => client.qr !== undefined, { what: "QR code" });
  return client;
}

function scan(client: TestClient): Promise<unknown> {
  return fixture.sandbox.world.pairing.scanQr(client.qr ?? "", client.account);
}

function failure(reason: PairingFailure): unknown {
  return expect.objectContaining({ name: "PairingError", reason });
}

test("a client that shows a QR code is linked, restarts and comes online without a complaint", async () => {
  const client = await fixture.connect({ phone: "+55 11 98888-7777", name: "Ana" });
  expect(client.auth.creds.me?.id).toBe(`${PHONE}:1@s.whatsapp.net`);
  expect(client.auth.creds.me?.lid).toBe(`${client.account.lid}:1@lid`);
  expect(client.ends).toEqual([515]);
  expect(client.complaints()).toEqual([]);
  expect(fixture.sandbox.world.transcript.unknowns).toEqual([]);
  expect(fixture.sandbox.world.directory.companions(client.account)).toMatchObject([
    { id: 1, platform: "Chrome (Sandbox)" },
  ]);
});

test("the QR text is understood as a plain list too, as other clients show it", async () => {
  const client = await showQr();
  const { qr = "" } = client;
  expect(qr).toContain("#");
  await fixture.sandbox.world.pairing.scanQr(`\n${qr.slice(qr.indexOf("#") + 1)}\n`, client.account);
  await client.opened();
});

test("without an account, the number in the client's push name scans", async () => {
  const client = await showQr(PHONE, { pushName: "+55 (11) 98888-7777" });
  expect(fixture.sandbox.world.pairing.phoneOf(client.qr ?? "")).toBe(PHONE);
  await fixture.sandbox.world.pairing.scanQr(client.qr ?? "");
  await client.opened();
  expect(client.auth.creds.me?.id).toBe(`${PHONE}:1@s.whatsapp.net`);
});

test("without an account and without a number in the push name, nobody can scan", async () => {
  const client = await showQr(PHONE, { pushName: "Ana" });
  await expect(fixture.sandbox.world.pairing.scanQr(client.qr ?? "")).rejects.toEqual(failure("unknown-number"));
});

test("a client shows six QR codes, ends with 408, and gets fresh ones when it comes back", async () => {
  const client = fixture.start({ phone: PHONE, pairing: "none", config: { qrTimeout: 60 } });
  expect(await client.closed()).toBe(408);
  const shown = client.events.flatMap(({ data }) => ("qr" in data && data.qr ? [data.qr] : []));
  expect(new Set(shown).size).toBe(6);
  for (const qr of shown) {
    await expect(fixture.sandbox.world.pairing.scanQr(qr, client.account)).rejects.toEqual(failure("unknown-ref"));
  }
  client.start();
  await client.until(() => client.qr !== undefined);
  expect(client.qr).toBeDefined();
  expect(shown).not.toContain(client.qr);
});

test("the second QR code can be scanned after the first has expired, the first cannot", async () => {
  const client = fixture.start({ phone: PHONE, pairing: "none", config: { qrTimeout: 300 } });
  await client.until(() => client.qr !== undefined);
  const first = client.qr ?? "";
  fixture.sandbox.world.clock.advance(61_000);
  await expect(fixture.sandbox.world.pairing.scanQr(first, client.account)).rejects.toEqual(failure("expired-ref"));
  await client.until(() => client.qr !== undefined && client.qr !== first);
  await scan(client);
  await client.opened();
});

test("a QR code is good for one scan", async () => {
  const client = await showQr();
  const { qr = "" } = client;
  const first = scan(client);
  await expect(scan(client)).rejects.toEqual(failure("unknown-ref"));
  await first;
  await client.opened();
  await expect(fixture.sandbox.world.pairing.scanQr(qr, client.account)).rejects.toEqual(failure("unknown-ref"));
});

test("a QR code with another client's keys is not taken", async () => {
  const [one, other] = [await showQr(), await showQr("5511977776666")];
  const [ref] = one.qr?.split("#")[1]?.split(",") ?? [];
  const [, ...keys] = other.qr?.split("#")[1]?.split(",") ?? [];
  const mixed = [ref, ...keys].join(",");
  await expect(fixture.sandbox.world.pairing.scanQr(mixed, one.account)).rejects.toEqual(failure("wrong-keys"));
  await expect(fixture.sandbox.world.pairing.scanQr("https://example.com", one.account)).rejects.toEqual(
    failure("invalid-qr"),
  );
  await scan(one);
});

test("a client that signs its device identity with another key is not linked", async () => {
  const client = await showQr();
  Object.assign(client.auth.creds.signedIdentityKey, { private: randomBytes(32) });
  await expect(scan(client)).rejects.toEqual(failure("refused-by-client"));
  expect(await client.closed()).toBe(401);
  expect(fixture.sandbox.world.directory.companions(client.account)).toEqual([]);
});

test("a client whose QR code carries another secret refuses the phone", async () => {
  const client = await showQr();
  Object.assign(client.auth.creds, { advSecretKey: randomBytes(32).toString("base64") });
  await expect(scan(client)).rejects.toEqual(failure("refused-by-client"));
  expect(fixture.sandbox.world.directory.companions(client.account)).toEqual([]);
});

test("an account has at most four companions, each with its own number", async () => {
  const clients: TestClient[] = [];
  for (let count = 0; count < 4; count++) clients.push(await fixture.connect({ phone: PHONE }));
  expect(clients.map((client) => client.address.device)).toEqual([1, 2, 3, 4]);
  const fifth = await showQr();
  await expect(scan(fifth)).rejects.toEqual(failure("too-many-devices"));
  fixture.sandbox.world.devices.unlink(fifth.account, 2);
  await scan(fifth);
  await fifth.opened();
  // A number is never given twice.
  expect(fifth.address.device).toBe(5);
});

test("of five clients that are scanned at once, four are linked", async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => showQr()));
  const outcomes = await Promise.allSettled(clients.map(scan));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
  expect(outcomes).toContainEqual({ status: "rejected", reason: failure("too-many-devices") });
});

test("a business account's name and platform are known right after pairing", async () => {
  const account = fixture.sandbox.world.directory.account(PHONE, { name: "Padaria" });
  account.business = { websites: [], categories: [] };
  const client = await fixture.connect({ phone: PHONE });
  expect(client.events).toContainEqual(
    expect.objectContaining({
      name: "creds.update",
      data: expect.objectContaining({ platform: "smba", me: expect.objectContaining({ name: "Padaria" }) }),
    }),
  );
});

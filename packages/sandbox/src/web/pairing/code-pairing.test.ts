import { expect, test } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import type { PairingFailure } from "./pairing-error.ts";

const PHONE = "5511988887777";
const fixture = useSandbox();

async function askForCode(customCode?: string): Promise<{ client: TestClient; code: string }> {
  const client = fixture.start({ phone: PHONE, pairing: "none" });
  await client.until(() => client.qr !== undefined, { what: "QR code" });
  const code = await client.socket.requestPairingCode(PHONE, customCode);
  const { pairing } = fixture.sandbox.world;
  await client.until(() => pairing.pending.some(({ codePhone }) => codePhone === PHONE), { what: "wish for a code" });
  return { client, code };
}

function enter(code: string, client?: TestClient): Promise<unknown> {
  return fixture.sandbox.world.pairing.enterCode(code, client?.account);
}

function failure(reason: PairingFailure): unknown {
  return expect.objectContaining({ name: "PairingError", reason });
}

test("a client is linked with the code that it shows", async () => {
  const client = await fixture.connect({ phone: PHONE, pairing: "code" });
  expect(client.auth.creds).toMatchObject({ registered: true, me: { id: `${PHONE}:1@s.whatsapp.net` } });
  expect(client.ends).toEqual([515]);
  expect(client.complaints()).toEqual([]);
  expect(fixture.sandbox.world.transcript.unknowns).toEqual([]);
});

test("the code may be typed in small letters and with a dash, and the number follows from the client", async () => {
  const { client } = await askForCode("WAXWNG12");
  await enter(" waxw-ng12 ");
  await client.opened();
  expect(client.auth.creds.me?.id).toBe(`${PHONE}:1@s.whatsapp.net`);
});

test("a wrong code links nothing, and the right one still does afterwards", async () => {
  const { client, code } = await askForCode();
  await expect(enter(code === "AAAAAAAA" ? "BBBBBBBB" : "AAAAAAAA", client)).rejects.toEqual(failure("wrong-code"));
  await expect(enter("123", client)).rejects.toEqual(failure("wrong-code"));
  expect(fixture.sandbox.world.directory.companions(client.account)).toEqual([]);
  await enter(code, client);
  await client.opened();
  expect(client.complaints()).toEqual([]);
});

test("a code expires after three minutes", async () => {
  const { client, code } = await askForCode();
  fixture.sandbox.world.clock.advance(180_001);
  await expect(enter(code, client)).rejects.toEqual(failure("expired-code"));
});

test("a code is for one number only", async () => {
  const { client, code } = await askForCode();
  const other = fixture.sandbox.world.directory.account("5511977776666");
  const { pairing } = fixture.sandbox.world;
  await expect(pairing.enterCode(code, other)).rejects.toEqual(failure("unknown-code"));
  await enter(code, client);
});

test("nobody can enter the code of a client that has left", async () => {
  const { client, code } = await askForCode();
  await client.disconnect();
  await client.until(() => fixture.sandbox.world.pairing.pending.length === 0);
  await expect(enter(code, client)).rejects.toEqual(failure("unknown-code"));
});

test("a client that lost its connection before the code was entered cannot log in: it has no device", async () => {
  const { client } = await askForCode();
  await client.disconnect();
  client.start();
  await client.until(() => client.ends.length === 2);
  expect(client.ends[1]).toBe(401);
});

import { randomBytes } from "node:crypto";
import { initAuthCreds } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";
import { memoryAuth } from "../../testing/memory-auth.ts";

const fixture = useSandbox();

/** The status code with which a client ends whose registration was changed. */
function register(change: object): Promise<number> {
  const auth = memoryAuth();
  Object.assign(auth.creds, change);
  return fixture.start({ phone: "5511988887777", pairing: "none", auth }).closed();
}

test("a registration whose signed pre-key is not signed by its identity is refused", async () => {
  const { signedPreKey } = initAuthCreds();
  expect(await register({ signedPreKey: { ...signedPreKey, signature: randomBytes(64) } })).toBe(400);
  // Rightly signed, but by another identity.
  expect(await register({ signedPreKey })).toBe(400);
  expect(fixture.sandbox.world.pairing.pending).toEqual([]);
});

test("a registration with a short identity is refused", async () => {
  const { signedIdentityKey } = initAuthCreds();
  expect(await register({ signedIdentityKey: { ...signedIdentityKey, public: randomBytes(31) } })).toBe(400);
});

test("the refusal's reason is in the transcript", async () => {
  await register({ signedPreKey: initAuthCreds().signedPreKey });
  const notes = fixture.sandbox.world.transcript.entries.map(({ note }) => note);
  expect(notes).toContainEqual(expect.stringContaining("the signed pre-key is not signed by the identity"));
});

test("a client that is not linked yet gets its ping answered, and nothing else", async () => {
  const client = fixture.start({ phone: "5511988887777", pairing: "none", config: { keepAliveIntervalMs: 50 } });
  await client.until(() => client.qr !== undefined);
  const { transcript } = fixture.sandbox.world;
  await transcript.waitForStanza({ direction: "in", tag: "iq", attrs: { xmlns: "w:p" } });
  await transcript.waitForStanza({ direction: "out", tag: "iq", attrs: { type: "result" } });
  await expect(client.socket.fetchPrivacySettings(true)).rejects.toThrow("not-authorized");
  await expect(client.socket.onWhatsApp("5511988887777")).rejects.toThrow("not-authorized");
  expect(client.isOpen).toBe(false);
});

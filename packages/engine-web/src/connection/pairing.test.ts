import { expect, test } from "vitest";
import { patient, useWebFixture } from "./testing/web-fixture.ts";

const fixture = useWebFixture();

test("connect answers the first QR code; a phone that scans it opens the connection", async () => {
  const instance = fixture.instance("one");
  const answer = await fixture.connections.connect(instance, undefined, patient);
  expect(answer).toMatchObject({ pairingCode: null, count: 1 });
  expect(answer.base64).toMatch(/^data:image\/png;base64,/);
  expect(fixture.told(instance)).toContainEqual({ ...answer });

  const device = await fixture.sandbox.scanQr(answer.code ?? "", { number: "15550000001", name: "Ada" });
  await fixture.until(() => fixture.isOpen(instance), "open connection");
  expect(device.platform).toContain("Waxwing");
  expect(fixture.story(instance)).toEqual([
    "connecting starting",
    "connecting pairing",
    "connecting restart_required",
    "open connected",
  ]);
  expect(fixture.reports(instance).at(-1)?.ownerJid).toBe("15550000001@s.whatsapp.net");
  expect(await fixture.connections.connect(instance, undefined, patient)).toEqual({
    instance: { instanceName: "one", state: "open" },
  });
});

test("a second connect answers the code that is shown, and makes no second connection", async () => {
  const instance = fixture.instance("one");
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => fixture.connections.connect(instance, undefined, patient)),
  );
  expect(new Set(answers.map(({ code }) => code)).size).toBe(1);
  expect(await fixture.connections.connect(instance, undefined, patient)).toEqual(answers[0]);
  expect(fixture.sandbox.pending).toHaveLength(1);
  expect(fixture.keys.overlaps).toBe(0);
});

test("with a number, connect answers a pairing code that the phone takes", async () => {
  const instance = fixture.instance("one");
  fixture.sandbox.account("15550000001");
  const answer = await fixture.connections.connect(instance, "15550000001", patient);
  expect(answer.pairingCode).toMatch(/^[A-Z0-9]{8}$/);
  await fixture.until(() => fixture.sandbox.pending.some(({ codePhone }) => codePhone !== null), "asked code");
  await fixture.sandbox.enterPairingCode(answer.pairingCode ?? "");
  await fixture.until(() => fixture.isOpen(instance), "open connection");
  expect(fixture.sandbox.account("15550000001").devices).toHaveLength(1);
});

test("an instance with a number of its own pairs by code; another number gets another code", async () => {
  const instance = fixture.instance("one", { number: "15550000001" });
  const first = await fixture.connections.connect(instance, undefined, patient);
  expect(first.pairingCode).toMatch(/^[A-Z0-9]{8}$/);
  expect(await fixture.connections.connect(instance, "15550000001", patient)).toEqual(first);
  const second = await fixture.connections.connect(instance, "15550000002", patient);
  expect(second.pairingCode).not.toBe(first.pairingCode);
  await fixture.until(
    () => fixture.sandbox.pending.map(({ codePhone }) => codePhone).join() === "15550000002",
    "request for the second number",
  );
});

test("a pairing by code that broke off starts clean", async () => {
  const instance = fixture.instance("one");
  await fixture.connections.connect(instance, "15550000001", patient);
  await fixture.until(() => fixture.keys.credentials(instance.id)?.me !== undefined, "half-set credentials");
  await fixture.connections.stop(5_000);
  expect(fixture.keys.credentials(instance.id)?.account).toBeUndefined();

  fixture.use({});
  await fixture.pair(instance, "15550000003");
  expect(fixture.keys.credentials(instance.id)?.me?.id).toMatch(/^15550000003:/);
});

test("each QR code is told, up to the limit; after it, connect begins anew", async () => {
  const connections = fixture.use({ qrLimit: 8, environment: { qrMs: 20 } });
  const instance = fixture.instance("one");
  await connections.connect(instance, undefined, patient);
  await fixture.reported(instance, "qr_limit");
  const codes = fixture.told(instance).filter((one) => "code" in one);
  expect(codes.map((one) => one.count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(new Set(codes.map((one) => one.code)).size).toBe(8);
  expect(fixture.told(instance)).toContainEqual({ ended: expect.stringContaining("QR code limit reached") });
  expect(fixture.reports(instance).at(-1)).toMatchObject({ state: "close", isFinal: true, statusReason: 428 });
  await fixture.until(() => fixture.sandbox.pending.length === 0, "end of the connection");
  expect((await connections.connect(instance, undefined, patient)).count).toBe(1);
});

test("connect does not wait for ever, and can be cancelled; the connection goes on", async () => {
  const connections = fixture.use({ pairingWaitMs: 300 });
  fixture.sandbox.faults.add({ kind: "lose", match: { child: "pair-device" }, times: 1 });
  const instance = fixture.instance("one");
  await expect(connections.connect(instance, undefined, patient)).rejects.toMatchObject({
    code: "WHATSAPP_UNAVAILABLE",
  });
  const impatient = new AbortController();
  const call = connections.connect(instance, undefined, impatient.signal);
  impatient.abort(new Error("gone"));
  await expect(call).rejects.toThrow("gone");
  await connections.restart(instance, patient);
  expect(fixture.sandbox.pending).toHaveLength(1);
});

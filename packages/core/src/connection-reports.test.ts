import { afterEach, beforeEach, expect, test } from "vitest";
import type { ConnectionReport } from "./connections.ts";
import { eventsOf } from "./testing/arrivals.ts";
import { type CoreFixture, startCore } from "./testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  // An engine with `start` reports itself; here the test is what reports.
  fixture = await startCore({ engine: { capabilities: { start: async () => undefined } } });
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const open: ConnectionReport = {
  state: "open",
  statusReason: 200,
  reasonCode: "connected",
  reason: "Connected",
  ownerJid: "5511999999999@s.whatsapp.net",
  profileName: "My shop",
};
const lost: ConnectionReport = {
  state: "connecting",
  statusReason: 408,
  reasonCode: "timed_out",
  reason: "WhatsApp did not answer",
};
const loggedOut: ConnectionReport = {
  state: "close",
  statusReason: 401,
  reasonCode: "logged_out",
  reason: "Logged out on the phone",
  isFinal: true,
  isLoggedOut: true,
  ownerJid: null,
};
const report = (one: ConnectionReport) => fixture.core.connections.report(id, one);
const events = () => eventsOf(fixture, id);
const state = () => fixture.call("instance.connectionState", { instanceName: "one" });
const row = async () =>
  (await fixture.database.query("SELECT connection_state, connection_reason_code, owner_jid FROM instance")).rows[0];

test("a report is stored, told and known; the same again is nothing", async () => {
  await report(open);
  await report(open);
  expect(await events()).toEqual([
    {
      type: "CONNECTION_UPDATE",
      data: {
        instance: "one",
        state: "open",
        statusReason: 200,
        reason: "Connected",
        reasonCode: "connected",
        wuid: "5511999999999@s.whatsapp.net",
        profileName: "My shop",
        profilePictureUrl: null,
      },
    },
  ]);
  const { rows } = await fixture.database.query("SELECT sender FROM event WHERE type = 'CONNECTION_UPDATE'");
  expect(rows).toEqual([{ sender: "5511999999999@s.whatsapp.net" }]);
  expect(await state()).toEqual({ instance: { instanceName: "one", state: "open", statusReason: 200, reason: null } });
  expect(fixture.core.directory.byId(id)).toMatchObject({ ownerJid: open.ownerJid, profileName: "My shop" });
  await report({ ...open, profileName: "Our shop" });
  expect(await events()).toHaveLength(1);
  expect(await fixture.call("instance.fetchInstances", {})).toMatchObject([{ profileName: "Our shop" }]);
});

test("what is lost says why, and says so after a restart", async () => {
  await report(open);
  await report(lost);
  const why = { state: "connecting", statusReason: 408, reason: "WhatsApp did not answer" };
  expect(await state()).toEqual({ instance: { instanceName: "one", ...why } });
  fixture = await fixture.restarted();
  expect(await state()).toEqual({ instance: { instanceName: "one", ...why } });
  await report({ ...lost, statusReason: 200, reasonCode: "connecting", reason: "Connecting" });
  expect(await state()).toEqual({ instance: { instanceName: "one", ...why } });
});

test("the end of a connection is told as such, with the log-out", async () => {
  await report(open);
  await report(loggedOut);
  expect((await events()).slice(1)).toMatchObject([
    { type: "CONNECTION_UPDATE", data: { state: "close", statusReason: 401, reasonCode: "logged_out" } },
    { type: "LOGOUT_INSTANCE", data: null },
    {
      type: "STATUS_INSTANCE",
      data: { status: "closed", disconnectionReasonCode: 401, disconnectionObject: "Logged out on the phone" },
    },
  ]);
  expect(await row()).toEqual({ connection_state: "close", connection_reason_code: "logged_out", owner_jid: null });
  expect(await fixture.call("instance.fetchInstances", {})).toMatchObject([
    { connectionStatus: "close", disconnectionReasonCode: 401, disconnectionAt: expect.any(String) },
  ]);
});

test("reports that come at once are stored in the order in which they came", async () => {
  const reports = Array.from({ length: 30 }, (_, index) =>
    index % 2 === 0 ? open : { ...lost, statusReason: 400 + index },
  );
  await Promise.all([...reports, loggedOut].map(report));
  const told = (await events()).filter(({ type }) => type === "CONNECTION_UPDATE");
  expect(told.map(({ data }) => (data as { statusReason: number }).statusReason)).toEqual(
    [...reports, loggedOut].map(({ statusReason }) => statusReason),
  );
  expect(await row()).toMatchObject({ connection_state: "close" });
  expect(fixture.core.directory.byId(id)?.connectionState).toBe("close");
});

test("codes to pair with are told, and their end", async () => {
  const { connections } = fixture.core;
  await connections.pairing(id, { code: "2@abc", base64: "data:image/png;base64,AA==", pairingCode: null, count: 1 });
  await connections.pairing(id, { ended: "QR code limit reached" });
  expect(await events()).toEqual([
    {
      type: "QRCODE_UPDATED",
      data: { qrcode: { instance: "one", pairingCode: null, code: "2@abc", base64: "data:image/png;base64,AA==" } },
    },
    { type: "QRCODE_UPDATED", data: { message: "QR code limit reached", statusCode: 500 } },
  ]);
});

test("reports for an instance that is deleted, or is being deleted, are nothing", async () => {
  await fixture.database.query("DELETE FROM instance WHERE id = $1", [id]);
  await report(open);
  await fixture.core.connections.pairing(id, { ended: "x" });
  fixture.core.directory.remove(id);
  await report(open);
  expect(await events()).toEqual([]);
});

test("a logout says what is known of the device at WhatsApp", async () => {
  const answerOf = (outcome: "unlinked" | "unconfirmed") => {
    fixture.engine.logout = async () => outcome;
    return fixture.call("instance.logout", { instanceName: "one" });
  };
  expect(await answerOf("unlinked")).toMatchObject({ response: { message: "Instance logged out" } });
  expect(await answerOf("unconfirmed")).toMatchObject({
    response: { message: expect.stringMatching(/^Instance logged out here; .* remove it on the phone/) },
  });
});

test("the handlers add nothing to what an engine reports itself", async () => {
  fixture.engine.logout = async () => {
    await report(loggedOut);
    return undefined;
  };
  fixture.engine.restart = async (instance) => {
    await report(open);
    return { instance: { instanceName: instance.name, state: "open" } };
  };
  await fixture.call("instance.restart", { instanceName: "one" });
  await fixture.call("instance.connect", { instanceName: "one" });
  expect(await fixture.call("instance.logout", { instanceName: "one" })).toMatchObject({
    response: { message: "Instance logged out" },
  });
  expect(await fixture.call("instance.logout", { instanceName: "one" })).toMatchObject({
    response: { message: "Instance was already logged out" },
  });
  expect((await events()).map(({ type }) => type)).toEqual([
    "CONNECTION_UPDATE",
    "CONNECTION_UPDATE",
    "LOGOUT_INSTANCE",
    "STATUS_INSTANCE",
  ]);
});

test("a new instance is answered with its first code where one was asked for and there is one", async () => {
  const input = { integration: "WHATSAPP-BUSINESS", token: "graph-token", number: "1", qrcode: true } as const;
  const { engine } = fixture;
  const { prepare } = engine;
  engine.prepare = (creation) => ({ ...prepare(creation), connectionState: "close" });
  const code = { pairingCode: null, code: "2@abc", base64: "data:image/png;base64,AA==", count: 1 };
  engine.connect = async () => code;
  expect(await fixture.call("instance.create", { ...input, instanceName: "two" })).toMatchObject({ qrcode: code });
  engine.connect = () => Promise.reject(new Error("no network"));
  expect(await fixture.call("instance.create", { ...input, instanceName: "three" })).not.toHaveProperty("qrcode");
  expect(fixture.core.directory.byName("three")).toBeDefined();
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../sandbox-interface.ts";
import { startSandbox } from "../start-sandbox.ts";
import { TestClient } from "../testing/baileys-client.ts";
import { GREEN_JPEG } from "../web/media/testing/sample-pictures.ts";
import { adminOperations } from "./operations.ts";
import { AdminClient } from "./testing.ts";

const SHOP = "5511955554444";
const ANA = "5511988887777";
const BEA = "5511977776666";

let sandbox: Sandbox;
let admin: AdminClient;
let client: TestClient;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: "admin", graph: { webhookUrl: null } });
  admin = new AdminClient(sandbox);
  const rootKey = Buffer.from(sandbox.rootKey, "base64");
  client = new TestClient(
    { world: sandbox.world, port: sandbox.port, caPem: sandbox.caPem, rootKey },
    { phone: SHOP, pairing: "none" },
  );
  client.start();
  await client.until(() => client.qr, { what: "QR code" });
});
afterAll(async () => {
  await client.close();
  await sandbox.close();
});

describe("before anything is linked", () => {
  test("tells where everything is, and that it runs", async () => {
    expect((await admin.call("getHealth")).body).toEqual({ status: "ok" });
    const { body } = await admin.call("getOverview");
    expect(body).toMatchObject({ url: sandbox.url, webSocketUrl: sandbox.webSocketUrl, rootKey: sandbox.rootKey });
    expect(body.waxwing).toMatchObject({ WA_BUSINESS_URL: sandbox.url });
    const certificate = (await admin.call("getCertificate")).body;
    expect(certificate.toString()).toBe(sandbox.caPem);
    const document = await (await fetch(`${sandbox.url}/admin/openapi.json`)).json();
    expect(Object.keys((document as { paths: object }).paths)).toContain("/admin/mock-phone/scan-qr");
  });

  test.each([
    ["createContact", {}, { phone: "x" }, 400, "phone"],
    ["createContact", {}, { phone: ANA, nonsense: true }, 400, ""],
    ["createAccount", {}, "{", 400, undefined],
    ["say", { phone: ANA }, { text: "" }, 400, "text"],
    ["say", { phone: ANA }, { text: "hi" }, 404, undefined],
    ["addFault", {}, { kind: "lightning" }, 400, "kind"],
    ["addFault", {}, { kind: "refuse-iq" }, 400, "code"],
    ["advanceClock", {}, { by: "soon" }, 400, "by"],
    ["advanceClock", {}, { by: 1e300 }, 400, undefined],
    ["createGroup", {}, { by: SHOP, subject: "x", members: [BEA] }, 404, undefined],
    ["getAccount", { phone: "5511900000000" }, undefined, 404, undefined],
    ["getGroup", { jid: "1" }, undefined, 404, undefined],
    ["removeFault", { id: "fault-99" }, undefined, 404, undefined],
    ["scanQr", {}, "no QR code at all", 409, undefined],
    ["enterPairingCode", {}, { code: "ABCD1234" }, 409, undefined],
    [
      "addHistory",
      { phone: SHOP },
      { chats: [{ chat: ANA, messages: [{ message: { imageMessage: "x" } }] }] },
      400,
      undefined,
    ],
    ["addHistory", { phone: SHOP }, { chats: [{ chat: "12345@g.us", messages: [{ text: "x" }] }] }, 400, undefined],
  ] as const)(
    "%s with %j and %j answers %i, names the field and changes nothing",
    async (id, params, body, status, field) => {
      const before = {
        accounts: sandbox.accounts.length,
        faults: sandbox.faults.list(),
        ahead: sandbox.clock.offsetMs,
      };
      const answer = await admin.call(id, { params: { ...params } as Record<string, string>, body });
      expect(answer.status).toBe(status);
      expect(answer.body.error.message).toEqual(expect.any(String));
      if (field !== undefined) {
        expect(answer.body.error.issues.map(({ path }: { path: string }) => path)).toContain(field);
      }
      expect({
        accounts: sandbox.accounts.length,
        faults: sandbox.faults.list(),
        ahead: sandbox.clock.offsetMs,
      }).toEqual(before);
    },
  );

  test("an unknown call, and a known one with another method, is a 404 in JSON", async () => {
    for (const [method, path] of [
      ["GET", "/admin/nothing"],
      ["DELETE", "/admin/contacts"],
      ["GET", "/nothing"],
    ] as const) {
      const response = await fetch(sandbox.url + path, { method });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining(path), issues: [] } });
    }
  });

  test("Graph's own admin API is below /admin/graph", async () => {
    const response = await fetch(`${sandbox.url}/admin/graph`);
    expect(await response.json()).toMatchObject({ accessToken: sandbox.graph.accessToken });
  });
});

describe("with a linked client", () => {
  const jid = `${ANA}@s.whatsapp.net`;

  test("the phone gets history before, scans the QR code, and lists the device", async () => {
    await admin.call("createAccount", { body: { phone: `+${SHOP}`, name: "Shop" } });
    const chats = [{ chat: BEA, name: "Bea", isPinned: true, messages: [{ text: "long ago" }] }];
    await admin.call("addHistory", { params: { phone: SHOP }, body: { chats } });
    const waiting = await admin.call("listWaitingClients");
    expect(waiting.body).toHaveLength(1);
    expect(await admin.call("scanQr", { query: { number: SHOP }, body: client.qr })).toMatchObject({
      status: 200,
      body: { phone: SHOP, id: 1 },
    });
    await client.opened();
    await client.waitFor("messaging-history.set", ({ messages }) =>
      messages.some(({ message }) => message?.conversation === "long ago"),
    );
    expect((await admin.call("listDevices", { params: { phone: SHOP } })).body).toMatchObject([{ isConnected: true }]);
    expect((await admin.call("listAccounts")).body.map(({ phone }: { phone: string }) => phone)).toContain(SHOP);
  });

  test("a contact writes, types, calls, sends a file, and the client gets it all", async () => {
    const params = { phone: ANA };
    await admin.call("createContact", { body: { phone: `+55 11 98888-7777`, name: "Ana" } });
    const said = await admin.call("say", { params, body: { text: "Hi", to: SHOP } });
    expect(said.body).toEqual({ id: expect.any(String), via: "web", delivered: true });
    await client.text("Hi");
    await client.socket.presenceSubscribe(jid);
    await admin.call("setPresence", { params, body: { available: true } });
    await admin.call("type", { params, body: { kind: "recording", to: SHOP } });
    await client.waitFor("presence.update", ({ presences }) =>
      Object.values(presences).some(({ lastKnownPresence }) => lastKnownPresence === "recording"),
    );
    const file = { type: "image", base64: GREEN_JPEG.toString("base64"), mimeType: "image/jpeg", caption: "pic" };
    await admin.call("sendMedia", { params, body: { ...file, to: SHOP } });
    await client.message(({ message }) => message?.imageMessage?.caption === "pic");
    const call = await admin.call("call", { params, body: { to: SHOP, video: true } });
    await client.waitFor("call", (calls) => calls.some(({ id, isVideo }) => id === call.body.id && isVideo === true));
    expect((await admin.call("listCalls", { query: { open: "true" } })).body).toHaveLength(1);
    await admin.call("terminateCall", { params: { id: call.body.id }, body: {} });
    await client.waitFor("call", (calls) => calls.some(({ status }) => status === "timeout" || status === "terminate"));
  });

  test("polls, votes, places, edits, deletions, statuses and raw messages reach the client, and its receipts come back", async () => {
    const params = { phone: ANA };
    const question = { question: "Tea?", options: ["Yes", "No"], to: SHOP };
    const poll = (await admin.call("sendPoll", { params, body: question })).body;
    await client.message(({ key, message }) => key.id === poll.id && JSON.stringify(message).includes('"Tea?"'));
    expect((await admin.call("vote", { params, body: { pollId: poll.id, options: ["Maybe"] } })).status).toBe(409);
    await admin.call("vote", { params, body: { pollId: poll.id, options: ["Yes"] } });
    await client.message(({ message }) => message?.pollUpdateMessage?.pollCreationMessageKey?.id === poll.id);
    await admin.call("sendLocation", { params, body: { latitude: -23.5, longitude: -46.6, name: "Here", to: SHOP } });
    await client.message(({ message }) => message?.locationMessage?.name === "Here");
    const said = (await admin.call("say", { params, body: { text: "teh", to: SHOP } })).body;
    await client.text("teh");
    await admin.call("edit", { params, body: { messageId: said.id, text: "the" } });
    await client.waitFor("messages.update", (updates) =>
      updates.some(({ key, update }) => key.id === said.id && JSON.stringify(update).includes('"the"')),
    );
    await admin.call("deleteMessage", { params, body: { messageId: said.id } });
    await client.waitFor("messages.update", (updates) =>
      updates.some(({ key, update }) => key.id === said.id && update.message === null),
    );
    for (const wrong of [{ options: ["Yes", "Yes"] }, { selectable: 3 }]) {
      expect((await admin.call("sendPoll", { params, body: { ...question, ...wrong } })).status).toBe(400);
    }
    for (const [call, body] of [
      ["edit", { messageId: "nothing", text: "x" }],
      ["deleteMessage", { messageId: "nothing" }],
      ["vote", { pollId: "nothing", options: [] }],
      ["postStatus", { text: "x", audience: ["5511900000000"] }],
    ] as const) {
      expect([call, (await admin.call(call, { params, body })).status]).toEqual([call, 404]);
    }
    expect((await admin.call("listReceipts", { params: { ...params, messageId: "nothing" } })).status).toBe(404);
    await admin.call("postStatus", { params, body: { text: "on holiday", audience: [SHOP] } });
    await client.message(({ key, message }) => {
      return key.remoteJid === "status@broadcast" && message?.extendedTextMessage?.text === "on holiday";
    });
    const raw = { extendedTextMessage: { text: "raw" } };
    const sent = (await admin.call("sendProtobuf", { params, body: { message: raw, to: SHOP } })).body;
    const arrived = await client.text("raw");
    await client.socket.readMessages([arrived.key]);
    await sandbox.findContact(ANA)?.web.waitForReceipt(sent.id, "read");
    const receipts = (await admin.call("listReceipts", { params: { ...params, messageId: sent.id } })).body;
    expect(receipts).toMatchObject([{ kind: "delivered" }, { kind: "read", from: SHOP }]);
    for (const message of [{ nonsense: {} }, { imageMessage: "x" }]) {
      expect((await admin.call("sendProtobuf", { params, body: { message, to: SHOP } })).status).toBe(400);
    }
  });

  test("what the contact received is listed decrypted; it reads, reacts and taps", async () => {
    const params = { phone: ANA };
    const sent = await client.send(jid, { text: "How much?" });
    const query = { text: "How much?", waitMs: "5000" };
    const listed = await admin.call("listReceived", { params, query });
    expect(listed.body).toMatchObject([{ id: sent.key.id, via: "web", from: SHOP, type: "text", text: "How much?" }]);
    const messageId = listed.body[0].id;
    await admin.call("react", { params, body: { messageId, emoji: "💸" } });
    await client.message(({ message }) => message?.reactionMessage?.text === "💸");
    await admin.call("read", { params, body: { messageId } });
    const receipts = (
      await admin.call("listTranscript", { query: { tag: "receipt", type: "read", phone: SHOP, direction: "out" } })
    ).body;
    expect(receipts).toMatchObject([{ direction: "out", stanza: { attrs: { id: messageId } } }]);
    await client.send(jid, { image: GREEN_JPEG, caption: "file", jpegThumbnail: "" });
    const image = await admin.call("listReceived", { params, query: { type: "image", waitMs: "5000" } });
    const media = await admin.call("getReceivedMedia", { params: { ...params, messageId: image.body[0].id } });
    expect(media.body).toEqual(GREEN_JPEG);
    const unknown = await admin.call("tap", { params, body: { messageId: "nobody's", choiceId: "1" } });
    expect(unknown.status).toBe(404);
    expect((await admin.call("tap", { params, body: { messageId, choiceId: "1" } })).status).toBe(409);
    expect((await admin.call("getContact", { params })).body).toMatchObject({ name: "Ana", received: 2 });
    expect((await admin.call("listContacts")).body).toHaveLength(1);
  });

  test("a choice of the Cloud API's buttons is tapped by its id", async () => {
    const interactive = {
      type: "button",
      body: { text: "Sure?" },
      action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] },
    };
    const response = await fetch(`${sandbox.url}/v23.0/123456789012345/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.graph.accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ messaging_product: "whatsapp", to: ANA, type: "interactive", interactive }),
    });
    expect(response.status).toBe(200);
    const params = { phone: ANA };
    const [message] = (await admin.call("listReceived", { params, query: { via: "cloud", waitMs: "5000" } })).body;
    const refused = await admin.call("tap", { params, body: { messageId: message.id, choiceId: "yes" } });
    // Nobody takes webhooks here, and the answer says so.
    expect(refused).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining("webhook") } } });
    sandbox.graph.webhookUrl = `${sandbox.url}/admin/health`;
    const late = await admin.call("say", { params, body: { text: "slow", to: "123456789012345", waitMs: 50 } });
    expect(late.body).toMatchObject({ via: "cloud", delivered: false });
    sandbox.graph.webhookUrl = null;
  });

  test("groups are made, changed, joined and left, and the client hears of it", async () => {
    await admin.call("createContact", { body: { phone: BEA } });
    const body = { by: ANA, subject: "Team", members: [SHOP] };
    const { body: group } = await admin.call("createGroup", { body });
    await client.waitFor("groups.upsert", (groups) =>
      groups.some(({ id, subject }) => id === group.jid && subject === "Team"),
    );
    const params = { jid: group.jid };
    const forbidden = await admin.call("changeGroup", { params, body: { by: BEA, subject: "Mine" } });
    expect(forbidden).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining("403") } } });
    expect((await admin.call("changeGroup", { params, body: { by: ANA, ephemeralSeconds: 5 } })).status).toBe(400);
    await admin.call("changeGroup", { params, body: { by: ANA, subject: "Crew", announcement: true } });
    await client.waitFor("groups.update", (updates) => updates.some(({ subject }) => subject === "Crew"));
    const change = { by: ANA, action: "promote", phones: [SHOP] };
    expect((await admin.call("changeParticipants", { params, body: change })).body).toEqual([
      { phone: SHOP, error: null },
    ]);
    const { inviteCode } = (await admin.call("revokeInviteCode", { params, body: { by: ANA } })).body;
    expect((await admin.call("joinGroup", { body: { phone: BEA, code: inviteCode } })).body).toEqual({
      outcome: "joined",
    });
    await admin.call("leaveGroup", { params, body: { phone: BEA } });
    const { body: seen } = await admin.call("getGroup", { params: { jid: group.jid.split("@")[0] } });
    expect(seen).toMatchObject({ subject: "Crew", announcement: true });
    expect(seen.members).toMatchObject([
      { phone: ANA, role: "superadmin" },
      { phone: SHOP, role: "admin" },
    ]);
    expect((await admin.call("listGroups")).body).toHaveLength(1);
    expect((await client.socket.groupMetadata(group.jid)).subject).toBe("Crew");
  });

  test("profile, block list and chats are changed on the phone, and the client is told", async () => {
    const params = { phone: SHOP };
    const profile = {
      about: "Open",
      picture: GREEN_JPEG.toString("base64"),
      privacy: { last: "none" },
      name: "Shop 2",
    };
    expect((await admin.call("changeProfile", { params, body: profile })).body).toMatchObject({
      about: "Open",
      hasPicture: true,
      name: "Shop 2",
    });
    expect(await client.socket.fetchPrivacySettings(true)).toMatchObject({ last: "none" });
    await admin.call("blockUser", { params, body: { phone: BEA } });
    await client.waitFor("blocklist.update", ({ type, blocklist }) => type === "add" && blocklist.length === 1);
    await admin.call("changeAppState", { params, body: { changes: [{ kind: "archive", chat: ANA }] } });
    await client.waitFor("chats.update", (chats) => chats.some(({ id, archived }) => id === jid && archived === true));
    const { body: state } = await admin.call("getAppState", { params });
    expect(state.chats[jid]).toMatchObject({ isArchived: true });
    expect(state.chats[`${BEA}@s.whatsapp.net`]).toMatchObject({ pinnedAt: expect.any(Number) });
    for (const [refused, status] of [
      [{ picture: "AAAA" }, 409],
      [{ picture: "" }, 400],
      [{ business: { websites: ["a", "b", "c"] } }, 400],
    ] as const) {
      const answer = await admin.call("changeProfile", { params, body: { about: "Closed", ...refused } });
      expect([refused, answer.status]).toEqual([refused, status]);
    }
    expect((await admin.call("getAccount", { params })).body).toMatchObject({ about: "Open", hasPicture: true });
  });

  test("a fault plays and stands in the transcript; the clock moves forward only", async () => {
    const added = await admin.call("addFault", {
      body: { kind: "refuse-iq", code: 418, text: "teapot", phone: SHOP, match: { xmlns: "status" } },
    });
    expect((await admin.call("listFaults")).body).toMatchObject([{ id: added.body.id, remaining: 1, played: 0 }]);
    await expect(client.socket.updateProfileStatus("x")).rejects.toThrow("teapot");
    const entries = (await admin.call("listTranscript", { query: { xmlns: "status", kind: "stanza", limit: "1" } }))
      .body;
    expect(entries).toMatchObject([{ fault: "refuse-iq", direction: "in", phone: SHOP }]);
    const latency = await admin.call("addFault", { body: { kind: "latency", ms: 1 } });
    expect(latency.body.remaining).toBeNull();
    await admin.call("removeFault", { params: { id: latency.body.id } });
    await admin.call("clearFaults");
    const since = { since: String(entries[0].number), limit: "5" };
    for (const { number } of (await admin.call("listTranscript", { query: since })).body) {
      expect(number).toBeGreaterThan(entries[0].number);
    }
    expect((await admin.call("listTranscript", { query: { unknown: "true" } })).body).toEqual([]);

    const { body: before } = await admin.call("getClock");
    const { body: after } = await admin.call("advanceClock", { body: { by: "2h" } });
    expect(after.aheadMs).toBe(before.aheadMs + 7_200_000);
    expect((await admin.call("advanceClock", { body: { by: -1 } })).status).toBe(400);
  });

  test("connections end on command, a ban keeps the client out, and unlinking logs it out", async () => {
    const params = { phone: SHOP, device: "1" };
    await admin.call("endConnection", { params, body: { ending: "stream-error", code: 516 } });
    expect(await client.closed()).toBe(516);
    const nobody = await admin.call("endConnection", { params, body: { ending: "drop" } });
    expect(nobody).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining("not connected") } },
    });
    await client.reconnect();
    await admin.call("restartServer");
    expect(await client.closed()).toBe(503);
    expect((await admin.call("banAccount", { params })).body.isBanned).toBe(true);
    client.start();
    expect(await client.closed()).toBe(403);
    await admin.call("unbanAccount", { params });
    await client.reconnect();
    expect((await admin.call("getAccount", { params })).body.devices).toMatchObject([{ id: 1, isConnected: true }]);
    await admin.call("unlinkDevice", { params });
    await client.until(() => client.ends.at(-1) === 401, { what: "logout" });
    expect((await admin.call("unlinkDevice", { params })).status).toBe(404);
  });

  test("a pairing code is typed on the phone", async () => {
    const rootKey = Buffer.from(sandbox.rootKey, "base64");
    const other = new TestClient(
      { world: sandbox.world, port: sandbox.port, caPem: sandbox.caPem, rootKey },
      { phone: BEA, pairing: "none" },
    );
    other.start();
    await other.until(() => other.qr, { what: "QR code" });
    const code = await other.socket.requestPairingCode(BEA);
    await client.until(() => sandbox.pending.some(({ codePhone }) => codePhone === BEA));
    const linked = await admin.call("enterPairingCode", { body: { code, number: BEA } });
    expect(linked).toMatchObject({ status: 200, body: { phone: BEA, id: 1 } });
    await other.opened();
    await other.close();
  });

  test("the rest: idle, an empty transcript, a reset", async () => {
    await admin.call("waitUntilIdle");
    await admin.call("clearTranscript");
    expect((await admin.call("listTranscript")).body.length).toBeLessThan(3);
    await admin.call("reset");
    expect((await admin.call("listAccounts")).body).toEqual([]);
  });

  test("every call of the admin API was made here, and answered as its schema says", () => {
    // A tap succeeds only where somebody takes the webhook, which graph/contact.test.ts covers.
    const missed = adminOperations.map(({ id }) => id).filter((id) => !admin.succeeded.has(id) && id !== "tap");
    expect(missed).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadMediaMessage } from "@whiskeysockets/baileys";
import { afterAll, afterEach, expect, test } from "vitest";
import { image, text } from "./matchers.ts";
import type { Sandbox } from "./sandbox-interface.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import { startSandbox } from "./start-sandbox.ts";
import { TestClient as Client, type TestClient, type TestClientOptions } from "./testing/baileys-client.ts";
import { GREEN_JPEG } from "./web/media/testing/sample-pictures.ts";

const ANA = "+55 11 98888-7777";
const SHOP = "5511955554444";
const NO_WEBHOOK = { graph: { webhookUrl: null } } as const;

const started: Sandbox[] = [];
const clients: TestClient[] = [];
const folder = mkdtempSync(join(tmpdir(), "waxwing-sandbox-test-"));
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const sandbox of started.splice(0)) await sandbox.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ ...NO_WEBHOOK, ...options });
  started.push(sandbox);
  return sandbox;
}

/** A Baileys client whose QR code the admin API's phone scans, unless it is linked already. */
async function connect(sandbox: Sandbox, options: Partial<TestClientOptions> = {}): Promise<TestClient> {
  const reachable = { world: sandbox.world, port: sandbox.port, caPem: sandbox.caPem };
  const client = new Client(
    { ...reachable, rootKey: Buffer.from(sandbox.rootKey, "base64") },
    { phone: SHOP, pairing: "none", ...options },
  );
  clients.push(client);
  client.start();
  if (options.auth === undefined) {
    await client.until(() => client.qr, { what: "QR code" });
    const scanned = await fetch(`${sandbox.url}/admin/mock-phone/scan-qr?number=${SHOP}&name=Shop`, {
      method: "POST",
      body: client.qr ?? "",
    });
    expect(await scanned.json()).toMatchObject({ phone: SHOP, id: expect.any(Number) });
  }
  await client.opened();
  return client;
}

test("an unmodified client pairs by the mock phone; client and contact write to each other and know what was read", async () => {
  const sandbox = await start();
  const client = await connect(sandbox);
  const contact = await sandbox.contact(ANA, { name: "Ana" });
  await contact.say("oi");
  const greeting = await client.text("oi");
  expect(greeting.pushName).toBe("Ana");
  expect(greeting.key.remoteJid).toBe("5511988887777@s.whatsapp.net");

  const sent = await client.send("5511988887777@s.whatsapp.net", { text: "hello" });
  const received = await contact.received(text("hello"));
  expect(received).toMatchObject({ id: sent.key.id, via: "web", from: SHOP, type: "text" });
  // Of a message that it has not told yet, the client tells the receipts with the message.
  await client.message(({ key }) => key.id === sent.key.id);
  await contact.read(received.id);
  await client.waitFor("messages.update", (updates) =>
    updates.some(({ key, update }) => key.id === sent.key.id && update.status === 4),
  );
  expect(sandbox.transcript.unknowns).toEqual([]);
  expect(client.complaints()).toEqual([]);
  expect(sandbox.account(SHOP)).toMatchObject({ name: "Shop", devices: [{ phone: SHOP, isConnected: true }] });
});

test("one contact talks to a WhatsApp Web client and to a Cloud API number alike", async () => {
  const sandbox = await start();
  const client = await connect(sandbox);
  const contact = await sandbox.contact(ANA);
  const answer = await fetch(`${sandbox.url}/v23.0/123456789012345/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.graph.accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ messaging_product: "whatsapp", to: ANA, type: "text", text: { body: "by cloud" } }),
  });
  expect(answer.status).toBe(200);
  const byCloud = await contact.received(text("by cloud"));
  expect(byCloud.via).toBe("cloud");
  await client.send("5511988887777@s.whatsapp.net", { text: "by web" });
  const byWeb = await contact.received(text("by web"), { after: byCloud });
  expect(contact.messages.map(({ via }) => via)).toEqual(["cloud", "web"]);

  // The answer goes where the newest message came from, and a reaction to where its message did.
  expect(contact.post("to the client").via).toBe("web");
  await client.text("to the client");
  await contact.react(byWeb.id, "👍");
  await client.message(({ message }) => message?.reactionMessage?.text === "👍");
  expect(contact.post("to the business", { to: "123456789012345" }).via).toBe("cloud");
});

test("without a place a message goes where the last one came from, else says what can be chosen", async () => {
  const sandbox = await start();
  const [ana, bea] = [await sandbox.contact(ANA), await sandbox.contact("5511977776666")];
  expect(ana.post("to the business").via).toBe("cloud");
  await bea.say("to a person", { to: ANA });
  await ana.received(text("to a person"));
  expect(ana.post("back").via).toBe("web");
  await bea.received(text("back"));
  const group = sandbox.createGroup("Two", { by: ana.phone, members: [bea.phone] });
  await ana.say("to all", { to: group.jid });
  await bea.received(text("to all"));
  await bea.say("from one");
  expect(await ana.received(text("from one"))).toMatchObject({ chat: group.jid, from: bea.phone });
  expect(() => ana.post("x", { to: "5511900000000" })).toThrow("neither a WhatsApp user nor a group nor a Cloud API");
});

test("media go both ways over https, encrypted, and are the same at the other end", async () => {
  const sandbox = await start();
  const client = await connect(sandbox);
  const contact = await sandbox.contact(ANA);
  await contact.sendMedia({ type: "image", bytes: GREEN_JPEG, mimeType: "image/jpeg", caption: "look" }, { to: SHOP });
  const message = await client.message(({ message: content }) => content?.imageMessage?.caption === "look");
  const { options } = sandbox.clientOptions();
  expect(await downloadMediaMessage(message, "buffer", { options } as object)).toEqual(GREEN_JPEG);

  await client.send("5511988887777@s.whatsapp.net", { image: GREEN_JPEG, caption: "back", jpegThumbnail: "" });
  const received = await contact.received(image("back"));
  expect(await received.media()).toEqual(GREEN_JPEG);
});

test("with a data directory accounts, links and messages survive a restart, and the client trusts it as before", async () => {
  const data = join(folder, "state");
  const before = await start({ data, seed: "s" });
  const client = await connect(before);
  const contact = await before.contact(ANA, { name: "Ana" });
  await client.send("5511988887777@s.whatsapp.net", { text: "before" });
  await contact.received(text("before"));
  await client.close();
  const { rootKey, caPem } = before;
  await before.close();

  const after = await start({ data, seed: "s" });
  expect(after).toMatchObject({ rootKey, caPem });
  const again = await connect(after, { auth: client.auth });
  const same = await after.contact(ANA);
  expect(same.name).toBe("Ana");
  expect(same.messages.map((each) => each.text)).toEqual(["before"]);
  await same.say("after", { to: SHOP });
  await again.text("after");
  await again.send("5511988887777@s.whatsapp.net", { text: "still here" });
  await same.received(text("still here"));
});

test("the same seed gives the same keys, LIDs and ids; another seed others", async () => {
  const seen: string[][] = [];
  for (const seed of ["one", "one", "two"]) {
    const sandbox = await start({ seed });
    const [ana, bea] = [await sandbox.contact("5511900000001"), await sandbox.contact("5511900000002")];
    const { id } = await ana.say("hello", { to: bea.phone });
    await bea.received(text("hello"));
    seen.push([sandbox.rootKey, sandbox.account("5511900000001").lid, id]);
  }
  expect(seen[0]).toEqual(seen[1]);
  for (const [index, value] of (seen[2] ?? []).entries()) expect(value).not.toBe(seen[0]?.[index]);
});

test("a reset forgets everybody and cuts the clients, but keeps the keys that clients trust", async () => {
  const data = join(folder, "reset");
  const sandbox = await start({ data, echo: ["5511900000009"] });
  const client = await connect(sandbox);
  const contact = await sandbox.contact(ANA);
  const waiting = expect(contact.received(text("never"))).rejects.toThrow("the sandbox was reset");
  await client.send("5511988887777@s.whatsapp.net", { text: "forgotten" });
  await contact.received(text("forgotten"));
  await sandbox.contact("5511900000033");
  sandbox.faults.add({ kind: "latency", ms: 5 });
  const { rootKey, caPem } = sandbox;
  await sandbox.reset();
  await waiting;
  expect(await client.closed()).toBe(428);
  expect(sandbox).toMatchObject({ rootKey, caPem });
  expect(sandbox.accounts.map(({ phone }) => phone)).toEqual(["5511900000009"]);
  expect(sandbox.faults.list()).toEqual([]);
  const next = await connect(sandbox);
  await (await sandbox.contact(ANA)).say("again", { to: SHOP });
  await next.text("again");
  await next.close();
  await sandbox.close();
  const again = await start({ data });
  expect(again.rootKey).toBe(rootKey);
  expect(again.accounts.map(({ phone }) => phone).sort()).toEqual(["5511900000009", SHOP, "5511988887777"]);
  expect((await again.contact(ANA)).messages).toEqual([]);
});

test("a client that says its number in its name needs no other; an unknown QR code makes no account", async () => {
  const sandbox = await start();
  await expect(sandbox.scanQr("2@nobody,x,y,z", { number: SHOP })).rejects.toThrow("no QR code of WhatsApp Web");
  expect(sandbox.accounts).toEqual([]);
  await expect(sandbox.waitForPairing({ timeoutMs: 20 })).rejects.toThrow("a client that waits to be linked");
});

test("a refused pairing makes no account and renames nobody", async () => {
  const sandbox = await start();
  await expect(sandbox.enterPairingCode("ABCD1234", { number: ANA })).rejects.toThrow("no client waits");
  expect(sandbox.accounts).toEqual([]);
  const account = sandbox.account(SHOP, { name: "Shop" });
  account.ban();
  const client = new Client(
    { world: sandbox.world, port: sandbox.port, caPem: sandbox.caPem, rootKey: Buffer.from(sandbox.rootKey, "base64") },
    { phone: SHOP, pairing: "none" },
  );
  clients.push(client);
  client.start();
  await client.until(() => client.qr, { what: "QR code" });
  const qr = client.qr ?? "";
  await expect(sandbox.scanQr(qr, { number: SHOP, name: "Thief" })).rejects.toThrow("may not log in");
  expect(account.name).toBe("Shop");
  account.unban();
  await sandbox.scanQr(qr, { number: SHOP, name: "New shop" });
  expect(account.name).toBe("New shop");
  await client.opened();
});

test("is idle only when all that came for contacts is decrypted", async () => {
  const sandbox = await start();
  const contact = await sandbox.contact(ANA);
  const other = await sandbox.contact("5511900000001");
  for (let number = 0; number < 200; number++) other.post(`${number}`, { to: ANA });
  await sandbox.idle();
  expect(contact.web.device.unopened).toBe(0);
  expect(contact.messages).toHaveLength(200);
});

test("a reset fails everybody who waits, also for calls and presence", async () => {
  const sandbox = await start();
  const contact = await sandbox.contact(ANA);
  const { record } = sandbox.account(SHOP);
  const call = await contact.call({ to: SHOP });
  const options = { timeoutMs: 60_000 };
  const waiting = [
    call.accepted(options),
    sandbox.world.calls.waitFor(() => false, options),
    sandbox.world.presence.seenBy(record).waitFor(() => false, options),
    contact.web.waitForReceipt("x", "read", options),
    sandbox.waitForPairing(options),
  ].map((promise) => expect(promise).rejects.toThrow());
  await sandbox.reset();
  await Promise.all(waiting);
});

test("the clock is Graph's too: its download addresses run out when it is moved", async () => {
  const sandbox = await start();
  const headers = { authorization: `Bearer ${sandbox.graph.accessToken}` };
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("file", new Blob([new Uint8Array(GREEN_JPEG)], { type: "image/jpeg" }), "green.jpg");
  const uploaded = await fetch(`${sandbox.url}/v23.0/123456789012345/media`, { method: "POST", headers, body: form });
  const { id } = (await uploaded.json()) as { id: string };
  const { url } = (await (await fetch(`${sandbox.url}/v23.0/${id}`, { headers })).json()) as { url: string };
  expect(Buffer.from(await (await fetch(url, { headers })).arrayBuffer())).toEqual(GREEN_JPEG);
  sandbox.clock.advance(6 * 60_000);
  expect((await fetch(url, { headers })).status).toBe(404);
});

test("a contact's message that no webhook receiver takes fails in time, and says why", async () => {
  const sandbox = await start({ graph: { webhookUrl: "http://127.0.0.1:9/webhook" } });
  const ana = await sandbox.contact(ANA);
  await expect(ana.say("oi", { timeoutMs: 300 })).rejects.toThrow(
    /^the receiver of webhooks, http:\/\/127\.0\.0\.1:9\/webhook, has not taken it within 300 ms: .*ECONNREFUSED/,
  );
});

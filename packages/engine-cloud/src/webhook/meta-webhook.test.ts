import { createHmac } from "node:crypto";
import { type GraphServer, startGraphServer } from "@waxwing/sandbox";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMetaWebhook, type MetaWebhookOptions } from "../index.ts";
import {
  type RecordingInbox,
  type RecordingLog,
  recordingInbox,
  recordingLog,
  serveRoutes,
  type TestServer,
} from "../testing.ts";
import { signatureCheck } from "./signature.ts";

const shop = { id: "instance-shop", name: "shop" };
const branch = { id: "instance-branch", name: "branch" };
const appSecret = "app-secret";

let inbox: RecordingInbox;
let log: RecordingLog;
let server: TestServer;
let graph: GraphServer | undefined;

async function start(changes: Partial<MetaWebhookOptions> = {}): Promise<void> {
  const routes = createMetaWebhook({
    inbox,
    instances: {
      byNumber: (_integration, number) => (number === "123456789012345" ? [shop] : number === "200" ? [branch] : []),
    },
    verifyToken: "verify-me",
    log,
    ...changes,
  });
  server = await serveRoutes(routes);
}

beforeEach(() => {
  inbox = recordingInbox();
  log = recordingLog();
});
afterEach(async () => {
  await graph?.close();
  graph = undefined;
  await server.close();
});

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/webhook/meta`, { method: "POST", body: body as never, headers });
const handshake = (query: Record<string, string>) => fetch(`${server.url}/webhook/meta?${new URLSearchParams(query)}`);

const message = {
  from: "5511999999999",
  id: "wamid.1",
  timestamp: "1717689097",
  type: "text",
  text: { body: "Olá 👋" },
};
const payload = (messages: unknown[] = [message], number = "123456789012345"): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: "messages", value: { metadata: { phone_number_id: number }, messages } }] }],
  });

describe("the handshake", () => {
  const right = { "hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "1158201444" };

  it("gives the challenge back as plain text", async () => {
    await start();
    const answer = await handshake(right);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      200,
      "text/plain; charset=utf-8",
      "1158201444",
    ]);
  });

  it.each([
    { ...right, "hub.verify_token": "verify-mf" },
    { ...right, "hub.verify_token": "verify-me-too" },
    { ...right, "hub.verify_token": "" },
    { ...right, "hub.mode": "unsubscribe" },
    { "hub.mode": "subscribe", "hub.challenge": "1" },
    { "hub.mode": "subscribe", "hub.verify_token": "verify-me" },
  ])("is refused when something does not fit: %o", async (query) => {
    await start();
    const answer = await handshake(query);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "FORBIDDEN", requestId: "test-request" });
  });

  it.each([undefined, ""])("is always refused without a verify token of ours (%o)", async (verifyToken) => {
    await start({ verifyToken });
    expect((await handshake({ ...right, "hub.verify_token": "" })).status).toBe(403);
    expect((await handshake({ ...right, "hub.verify_token": "undefined" })).status).toBe(403);
  });
});

describe("the signature", () => {
  const sign = (body: string, secret = appSecret): string =>
    `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

  it("lets in what the app signed", async () => {
    await start({ appSecret });
    expect((await post(payload(), { "x-hub-signature-256": sign(payload()) })).status).toBe(200);
    expect(inbox.received).toHaveLength(1);
  });

  it.each([
    ["none", {}],
    ["another secret's", { "x-hub-signature-256": sign(payload(), "app-secret2") }],
    ["another body's", { "x-hub-signature-256": sign(`${payload()} `) }],
    ["a short one", { "x-hub-signature-256": "sha256=00" }],
    ["one without its scheme", { "x-hub-signature-256": sign(payload()).slice(7) }],
    ["sha1 only", { "x-hub-signature": `sha1=${createHmac("sha1", appSecret).update(payload()).digest("hex")}` }],
  ])("refuses %s and stores nothing", async (_name, headers) => {
    await start({ appSecret });
    const answer = await post(payload(), headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: "UNAUTHORIZED" });
    expect(inbox.received).toEqual([]);
  });

  it("is not asked for without an app secret", async () => {
    await start();
    expect((await post(payload())).status).toBe(200);
    expect(inbox.received).toHaveLength(1);
  });

  it("holds for the bytes of any body, and for no changed byte", () => {
    const isSigned = signatureCheck(appSecret);
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, position, change) => {
          const body = Buffer.from(bytes);
          const header = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
          const changed = Buffer.from(body);
          const index = position % body.length;
          changed[index] = body[index]! ^ change;
          expect([isSigned(body, header), isSigned(changed, header)]).toEqual([true, false]);
        },
      ),
    );
  });

  it("needs a secret that is one", () => {
    expect(() => signatureCheck("")).toThrow("empty");
  });
});

describe("what is posted", () => {
  it("is answered with 200 only after everything is stored", async () => {
    await start();
    const { promise: mayStore, resolve: store } = Promise.withResolvers<void>();
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
    inbox.beforeStoring = async () => {
      isAsked();
      await mayStore;
    };
    let answered = false;
    const answer = post(payload()).then((response) => {
      answered = true;
      return response;
    });
    await asked;
    expect([answered, inbox.received.length]).toEqual([false, 0]);
    store();
    expect((await answer).status).toBe(200);
    expect(inbox.received).toMatchObject([
      { instanceId: shop.id, batch: { messages: [{ message: { conversation: "Olá 👋" } }] } },
    ]);
  });

  it("is answered with 503 when one instance's part could not be stored, after the others' parts were", async () => {
    await start();
    const entries = [payload(), payload([{ ...message, id: "wamid.2" }], "200")].flatMap(
      (text) => JSON.parse(text).entry,
    );
    inbox.beforeStoring = async (instanceId) => {
      if (instanceId === shop.id) throw new Error("database is away");
    };
    const answer = await post(JSON.stringify({ object: "whatsapp_business_account", entry: entries }));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(inbox.received.map(({ instanceId }) => instanceId)).toEqual([branch.id]);
    expect(log.lines).toMatchObject([{ level: "error", fields: { instance: "shop" } }]);
  });

  it.each(["", "{", "hello", '{"object":'])("that is not JSON (%j) is refused", async (body) => {
    await start();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "MALFORMED_BODY" });
  });

  it.each(["null", "[]", "7", '"x"', "{}", '{"object":"page","entry":[]}', '{"object":"whatsapp_business_account"}'])(
    "that is JSON but nothing of WhatsApp (%s) is accepted, so that Meta does not send it again, and logged",
    async (body) => {
      await start();
      expect((await post(body)).status).toBe(200);
      expect(inbox.received).toEqual([]);
      expect(log.lines).toHaveLength(1);
    },
  );

  it("for a number without an instance is accepted, and logged once in a while", async () => {
    await start();
    for (let i = 0; i < 5; i++) expect((await post(payload([message], "999"))).status).toBe(200);
    expect(inbox.received).toEqual([]);
    expect(log.lines).toMatchObject([{ fields: { phoneNumberId: "999" } }]);
  });

  it("never shows content in the log", async () => {
    await start();
    await post(payload([{ ...message, from: "top secret" }, { text: { body: "top secret" } }]));
    expect(log.lines).toHaveLength(2);
    expect(JSON.stringify(log.lines)).not.toContain("top secret");
  });
});

describe("with the local Graph server", () => {
  beforeEach(async () => {
    await start({ appSecret });
    graph = await startGraphServer({
      webhookUrl: `${server.url}/webhook/meta`,
      verifyToken: "verify-me",
      appSecret,
      retryDelaysMs: [1, 1, 1],
    });
  });

  it("passes Meta's handshake", async () => {
    expect(await graph!.verifyWebhook()).toMatchObject({ ok: true });
  });

  it("takes texts and replies of a contact", async () => {
    const maria = graph!.contact("+55 11 98888-7777", { name: "Maria" });
    const first = await maria.say("Hello");
    await maria.say("And another", { quoted: first.id });
    expect(inbox.received.map(({ batch }) => batch.messages)).toMatchObject([
      [
        {
          keyId: first.id,
          pushName: "Maria",
          remoteJid: `${maria.waId}@s.whatsapp.net`,
          message: { conversation: "Hello" },
        },
      ],
      [{ pushName: "Maria", contextInfo: { stanzaId: first.id }, message: { conversation: "And another" } }],
    ]);
  });

  it("gets again what it could not store", async () => {
    let failures = 2;
    inbox.beforeStoring = async () => {
      if (failures-- > 0) throw new Error("database is away");
    };
    await graph!.contact("5511988887777").say("Hello");
    expect(inbox.received).toHaveLength(1);
  });

  it("takes many messages of many people for many numbers in one request", async () => {
    graph!.addPhoneNumber({ id: "200" });
    const messages = Array.from({ length: 300 }, (_, index) => ({
      from: `55119${String(10_000_000 + (index % 7))}`,
      to: index % 3 === 0 ? "200" : "123456789012345",
      text: `text ${index}`,
    }));
    expect((await graph!.postWebhook(graph!.batch(messages))).status).toBe(200);
    expect(inbox.received).toHaveLength(2);
    for (const [id, number] of [
      [shop.id, "123456789012345"],
      [branch.id, "200"],
    ]) {
      const mine = inbox.received.find(({ instanceId }) => instanceId === id)?.batch.messages ?? [];
      expect(mine.map(({ remoteJid, message: { conversation } }) => [remoteJid, conversation])).toEqual(
        messages.filter(({ to }) => to === number).map(({ from, text }) => [`${from}@s.whatsapp.net`, text]),
      );
    }
  });
});

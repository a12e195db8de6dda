import { type GraphServer, startGraphServer } from "@waxwing/sandbox";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CloudEngine, createCloudEngine } from "./index.ts";
import { engineInstance, outgoingText, type RecordingLog, recordingLog, sendThrough } from "./testing.ts";

const never = new AbortController().signal;

describe("the Cloud API engine against the local Graph server", () => {
  let graph: GraphServer;
  let engine: CloudEngine;
  let log: RecordingLog;

  beforeAll(async () => {
    graph = await startGraphServer({ webhookUrl: null, statuses: false, dropBrazilianNinthDigit: true });
    log = recordingLog();
    engine = createCloudEngine({
      graphUrl: graph.url,
      graphVersion: "v23.0",
      serverUrl: "https://chat.example.com/",
      timeoutMs: 1_000,
      log,
    });
  });
  afterEach(() => {
    graph.faults.clear();
    log.lines.length = 0;
  });
  afterAll(async () => {
    await engine.close();
    await graph.close();
  });

  it("sends a text and answers WhatsApp's id and the chat under the number's WhatsApp id", async () => {
    const receipt = await sendThrough(engine, engineInstance(), outgoingText({ linkPreview: true }), never);
    const message = graph.messages.at(-1);
    expect(message?.body).toEqual({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "5511999999999",
      type: "text",
      text: { body: "Hello", preview_url: true },
      biz_opaque_callback_data: "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b12",
    });
    expect(receipt).toEqual({ messageId: message?.id, remoteJid: "551199999999@s.whatsapp.net" });
  });

  it("sends a reply, and 4096 characters of emoji", async () => {
    const quoted = {
      id: "wamid.QUOTED",
      remoteJid: "5511999999999@s.whatsapp.net",
      fromMe: false,
      participant: undefined,
      message: { conversation: "How much?" },
      engineData: undefined,
    };
    const text = "😀".repeat(engine.messages.maxTextLength);
    await sendThrough(engine, engineInstance(), outgoingText({ quoted, text }), never);
    expect(graph.messages.at(-1)).toMatchObject({ quotedId: "wamid.QUOTED", text });
  });

  it("refuses what is not a phone number without a request", async () => {
    const before = graph.messages.length;
    for (const remoteJid of [
      "120363025486748009@g.us",
      "123456789012345@lid",
      "status@broadcast",
      "a@s.whatsapp.net",
    ]) {
      await expect(sendThrough(engine, engineInstance(), outgoingText({ remoteJid }), never)).rejects.toMatchObject({
        code: "NOT_SUPPORTED_BY_ENGINE",
      });
    }
    expect(graph.messages.length).toBe(before);
  });

  it("refuses a wished id without a request, and reads none of a message that was not prepared just now", async () => {
    const before = graph.messages.length;
    await expect(
      sendThrough(engine, engineInstance(), outgoingText({ messageId: "MYOWNID1" }), never),
    ).rejects.toMatchObject({ code: "NOT_SUPPORTED_BY_ENGINE" });
    const { attemptId, remoteJid } = outgoingText();
    const stored = {
      attemptId,
      remoteJid,
      messageId: undefined,
      message: {},
      engineData: undefined,
      noted: Promise.resolve(),
      outgoing: undefined,
    };
    await expect(engine.messages.deliver(engineInstance(), stored, never)).rejects.toMatchObject({
      code: "SEND_OUTCOME_UNKNOWN",
    });
    expect(graph.messages.length).toBe(before);
  });

  it("asks Graph for nothing when the attempt cannot be noted", async () => {
    const before = graph.messages.length;
    const outgoing = outgoingText();
    const prepared = await engine.messages.prepareSend(engineInstance(), outgoing, never);
    const refusal = new Error("the database is away");
    const message = { ...prepared, ...outgoing, message: prepared.message, noted: Promise.reject(refusal), outgoing };
    await expect(engine.messages.deliver(engineInstance(), message, never)).rejects.toBe(refusal);
    expect(graph.messages.length).toBe(before);
  });

  it("names a wrong token as such, with Meta's code, and tells the token to nobody", async () => {
    const credentials = "EAAG-a-secret-that-nobody-may-see";
    const error = await sendThrough(engine, engineInstance({ credentials }), outgoingText(), never).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: "WHATSAPP_CREDENTIALS_REJECTED", details: { whatsapp: { code: 190 } } });
    expect(JSON.stringify([error, error.message, log.lines])).not.toContain(credentials);
  });

  it("reports what Graph refuses as refused, with Meta's code, text, details and trace", async () => {
    graph.faults.failNext({ code: 131047 });
    await expect(sendThrough(engine, engineInstance(), outgoingText(), never)).rejects.toMatchObject({
      code: "WHATSAPP_REJECTED",
      message: expect.stringContaining("24 hours"),
      details: {
        whatsapp: {
          code: 131047,
          message: "(#131047) Re-engagement message",
          details: expect.stringContaining("24 hours"),
          traceId: expect.any(String),
        },
      },
    });
  });

  it("names an unknown phone number id with Meta's subcode", async () => {
    await expect(sendThrough(engine, engineInstance({ number: "404" }), outgoingText(), never)).rejects.toMatchObject({
      code: "WHATSAPP_REJECTED",
      details: { whatsapp: { code: 100, subcode: 33 } },
    });
  });

  it("does not know the outcome when the connection closes after Graph took the message", async () => {
    graph.faults.dropAfterAccept();
    const before = graph.messages.length;
    await expect(sendThrough(engine, engineInstance(), outgoingText(), never)).rejects.toMatchObject({
      code: "SEND_OUTCOME_UNKNOWN",
    });
    expect(graph.messages.length).toBe(before + 1);
    expect(log.lines).toMatchObject([
      { level: "warn", fields: { instance: "shop", attemptId: outgoingText().attemptId } },
    ]);
  });

  it("does not know the outcome when Graph does not answer in time", async () => {
    graph.faults.delay(3_000, { times: 1 });
    await expect(sendThrough(engine, engineInstance(), outgoingText(), never)).rejects.toMatchObject({
      code: "SEND_OUTCOME_UNKNOWN",
      message: expect.stringContaining("in time"),
    });
  });

  it("does not know the outcome of a 5xx that is not Graph's", async () => {
    graph.faults.failNext({ status: 502 });
    await expect(sendThrough(engine, engineInstance(), outgoingText(), never)).rejects.toMatchObject({
      code: "SEND_OUTCOME_UNKNOWN",
      details: { httpStatus: 502 },
    });
  });

  it("answers open to connect and restart, and does nothing to log out or to be released", async () => {
    const open = { instance: { instanceName: "shop", state: "open" } };
    expect(await engine.connect(engineInstance(), {}, never)).toEqual(open);
    expect(await engine.restart(engineInstance(), never)).toEqual(open);
    await engine.logout(engineInstance(), never);
    await engine.release(engineInstance());
  });

  it("prepares an instance: Graph's token is the engine's secret, never the instance's key", () => {
    const creation = { instanceName: "shop", token: "EAAG-token", number: "123456789012345", businessId: undefined };
    expect(engine.prepare(creation)).toEqual({
      number: "123456789012345",
      businessId: null,
      credentials: "EAAG-token",
      connectionState: "open",
      ownerJid: null,
      instanceToken: undefined,
      inboundUrl: "https://chat.example.com/webhook/meta",
    });
  });

  it.each([
    [{ token: undefined, number: "1" }, ["token"]],
    [{ token: "EAAG", number: undefined }, ["number"]],
    [{ token: undefined, number: undefined }, ["token", "number"]],
  ])("names the credentials that are missing: %o", (given, missing) => {
    const prepare = () => engine.prepare({ instanceName: "shop", businessId: undefined, ...given });
    expect(prepare).toThrow(expect.objectContaining({ code: "CREDENTIALS_REQUIRED", details: { missing } }));
    for (const name of missing) expect(prepare).toThrow(name);
  });

  it.each([
    [{ token: "EAAG", number: "1@g.us" }, "number"],
    [{ token: "EAAG", number: "1/../2" }, "number"],
    [{ token: "EA\nAG", number: "1" }, "token"],
  ])("refuses credentials that cannot stand in a request: %o", (given, path) => {
    const issues = [{ path, message: expect.any(String) }];
    expect(() => engine.prepare({ instanceName: "shop", businessId: undefined, ...given })).toThrow(
      expect.objectContaining({ code: "VALIDATION_FAILED", details: { issues } }),
    );
  });
});

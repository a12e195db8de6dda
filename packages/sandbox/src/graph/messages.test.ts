import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GraphErrorBody } from "./errors.ts";
import type { GraphServer } from "./graph-server.ts";
import { startGraphServer } from "./server.ts";
import { graph, refusal, send, sendText, to } from "./testing/client.ts";
import { INVALID_CONTENT, NEWER_CONTENT, STRICTER_REFUSALS, VALID_CONTENT } from "./testing/samples.ts";

const ANA = "5511988887777";
let server: GraphServer;
beforeAll(async () => {
  server = await startGraphServer({ webhookUrl: null });
});
afterAll(() => server.close());

describe("POST /{phone-number-id}/messages", () => {
  test.each(Object.entries({ ...VALID_CONTENT, ...NEWER_CONTENT }))("accepts: %s", async (_name, content) => {
    const answer = await send(server, to(ANA, content));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        messaging_product: "whatsapp",
        contacts: [{ input: ANA, wa_id: ANA }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }],
      },
    });
    const id = answer.body.messages[0]?.id;
    expect((await server.contact(ANA).waitForMessage((message) => message.id === id)).body).toMatchObject(content);
  });

  test.each(Object.entries(INVALID_CONTENT))("refuses: %s", async (_name, content) => {
    const { status, error } = await refusal(server, to(ANA, content));
    expect(status).toBe(400);
    expect(error).toEqual({
      message: expect.stringMatching(/^\(#100\) /),
      type: "OAuthException",
      code: 100,
      error_data: { messaging_product: "whatsapp", details: expect.any(String) },
      fbtrace_id: expect.any(String),
    });
  });

  test.each(Object.entries(STRICTER_REFUSALS))("says what is wrong with %s", async (_name, [content, message]) => {
    expect((await refusal(server, to(ANA, content))).error.message).toBe(message);
  });

  test("takes a text of exactly 4096 characters", async () => {
    expect((await send(server, to(ANA, { type: "text", text: { body: "x".repeat(4096) } }))).status).toBe(200);
  });

  test("takes recipient_type and type as individual and text when they are missing, and any Graph version", async () => {
    const body = { messaging_product: "whatsapp", to: "+55 (11) 98888-7777", text: { body: "hi" } };
    const answer = await graph(server, "POST", `/v17.0/${server.phoneNumbers[0]?.id}/messages`, body);
    expect(answer).toMatchObject({ status: 200, body: { contacts: [{ input: "+55 (11) 98888-7777", wa_id: ANA }] } });
  });

  test("requires messaging_product, a recipient that is a phone number, and valid JSON", async () => {
    expect((await refusal(server, { to: ANA, type: "text", text: { body: "a" } })).error.message).toBe(
      "(#100) The parameter messaging_product is required.",
    );
    expect((await refusal(server, to("ana", { type: "text", text: { body: "a" } }))).error).toMatchObject({
      code: 100,
    });
    expect(await refusal(server, "{nonsense")).toMatchObject({ status: 400, error: { code: 100 } });
  });

  test("gives every message its own id, in the shape of the live service", async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, (_, index) => sendText(server, ANA, `n${index}`)));
    expect(new Set(ids).size).toBe(200);
    expect(Buffer.from(ids[0]?.slice(6) ?? "", "base64").toString("latin1")).toContain(ANA);
  });

  test("gives the same ids in the same order for the same seed", async () => {
    const run = async (seed: string): Promise<string[]> => {
      const seeded = await startGraphServer({ webhookUrl: null, seed });
      const ids = [await sendText(seeded, ANA, "a"), await sendText(seeded, ANA, "b")];
      await seeded.close();
      return ids;
    };
    expect(await run("x")).toEqual(await run("x"));
    expect(await run("x")).not.toEqual(await run("y"));
  });

  test("refuses the sender's own number (131021)", async () => {
    expect(await refusal(server, to("15555550001", { type: "text", text: { body: "a" } }))).toMatchObject({
      status: 400,
      error: { code: 131021 },
    });
  });
});

describe("access", () => {
  test.each([
    ["wrong", "Bearer no"],
    ["without scheme", "test-token"],
  ])("a token that is %s: 190, HTTP 401", async (_name, authorization) => {
    const response = await fetch(`${server.url}/v23.0/${server.phoneNumbers[0]?.id}`, { headers: { authorization } });
    expect(response.status).toBe(401);
    const { error } = (await response.json()) as GraphErrorBody;
    expect(error).toEqual({
      message: "Invalid OAuth access token - Cannot parse access token",
      type: "OAuthException",
      code: 190,
      fbtrace_id: expect.any(String),
    });
  });

  test("takes the token in the query too", async () => {
    const response = await fetch(`${server.url}/v23.0/${server.phoneNumbers[0]?.id}?access_token=test-token`);
    expect(response.status).toBe(200);
  });

  test("an unknown phone number id: 100 with subcode 33; an unknown path: 2500", async () => {
    const unknown = await graph<GraphErrorBody>(server, "POST", "/v23.0/999/messages", to(ANA, {}));
    expect(unknown).toMatchObject({
      status: 400,
      body: { error: { type: "GraphMethodException", code: 100, error_subcode: 33 } },
    });
    const path = await graph<GraphErrorBody>(server, "GET", "/v23.0/1/2/3");
    expect(path).toMatchObject({
      status: 400,
      body: { error: { message: "Unknown path components: /1/2/3", code: 2500 } },
    });
  });
});

describe("account rules", () => {
  test("allowed list (131030) and templates (132001)", async () => {
    const strict = await startGraphServer({
      webhookUrl: null,
      allowedRecipients: ["+55 11 98888-7777"],
      templates: [{ name: "order_ready", language: "en_US" }],
    });
    expect(await refusal(strict, to("5511900000000", { type: "text", text: { body: "a" } }))).toMatchObject({
      status: 400,
      error: { code: 131030 },
    });
    const template = (name: string) => to(ANA, { type: "template", template: { name, language: { code: "en_US" } } });
    expect(await refusal(strict, template("unknown"))).toMatchObject({ status: 404, error: { code: 132001 } });
    expect((await send(strict, template("order_ready"))).status).toBe(200);
    await strict.close();
  });

  test("answers older Brazilian numbers with a wa_id without the ninth digit", async () => {
    const brazil = await startGraphServer({ webhookUrl: null, dropBrazilianNinthDigit: true });
    const contact = brazil.contact("+55 11 98888-7777");
    const answer = await send(brazil, to(ANA, { type: "text", text: { body: "oi" } }));
    expect(answer.body.contacts).toEqual([{ input: ANA, wa_id: "551188887777" }]);
    expect((await contact.waitForMessage()).text).toBe("oi");
    expect(brazil.contact("551188887777")).toBe(contact);
    await brazil.close();
  });
});

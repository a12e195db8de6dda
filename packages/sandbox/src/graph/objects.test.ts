import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_BUSINESS_ID, DEFAULT_PHONE_NUMBER_ID } from "./defaults.ts";
import type { GraphServer } from "./graph-server.ts";
import { startGraphServer } from "./server.ts";
import { graph } from "./testing/client.ts";

let server: GraphServer;
beforeAll(async () => {
  server = await startGraphServer({ webhookUrl: null });
});
afterAll(() => server.close());

test("a phone number with its default fields, and with the fields that are asked for", async () => {
  expect(await graph(server, "GET", `/v23.0/${DEFAULT_PHONE_NUMBER_ID}`)).toMatchObject({
    status: 200,
    body: { id: DEFAULT_PHONE_NUMBER_ID, verified_name: "Waxwing sandbox", quality_rating: "GREEN" },
  });
  const some = await graph(
    server,
    "GET",
    `/v23.0/${DEFAULT_PHONE_NUMBER_ID}?fields=display_phone_number,throughput{level}`,
  );
  expect(some.body).toEqual({
    id: DEFAULT_PHONE_NUMBER_ID,
    display_phone_number: "+1 555-555-0001",
    throughput: { level: "STANDARD" },
  });
  expect(await graph(server, "GET", `/v23.0/${DEFAULT_PHONE_NUMBER_ID}?fields=colour`)).toMatchObject({
    status: 400,
    body: {
      error: {
        code: 100,
        message: "(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppBusinessPhoneNumber)",
      },
    },
  });
});

test("the phone numbers of a business", async () => {
  const number = server.addPhoneNumber({ displayPhoneNumber: "+55 11 4000-0000", businessId: "777" });
  expect(await graph(server, "GET", "/v23.0/777/phone_numbers")).toMatchObject({
    status: 200,
    body: {
      data: [{ id: number.id, display_phone_number: "+55 11 4000-0000" }],
      paging: { cursors: { before: expect.any(String) } },
    },
  });
  expect(await graph(server, "GET", `/v23.0/${DEFAULT_BUSINESS_ID}/phone_numbers`)).toMatchObject({
    body: { data: [{ id: DEFAULT_PHONE_NUMBER_ID }] },
  });
  expect((await graph(server, "GET", "/v23.0/778/phone_numbers")).status).toBe(400);
});

test("registration wants a pin of six digits", async () => {
  const path = `/v23.0/${DEFAULT_PHONE_NUMBER_ID}/register`;
  expect(await graph(server, "POST", path, { messaging_product: "whatsapp", pin: "123456" })).toEqual({
    status: 200,
    body: { success: true },
  });
  expect(await graph(server, "POST", path, { messaging_product: "whatsapp", pin: "12" })).toMatchObject({
    status: 400,
    body: { error: { code: 100 } },
  });
});

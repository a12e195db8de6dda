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

test("the profile of a number is changed within Meta's limits, and shows the fields that are asked for", async () => {
  const path = `/v23.0/${DEFAULT_PHONE_NUMBER_ID}/whatsapp_business_profile`;
  const change = {
    messaging_product: "whatsapp",
    about: "Open",
    websites: ["https://shop.example"],
    vertical: "RETAIL",
  };
  expect(await graph(server, "POST", path, change)).toMatchObject({ status: 200, body: { success: true } });
  expect((await graph(server, "GET", `${path}?fields=about,websites,vertical,email`)).body).toEqual({
    data: [
      {
        about: "Open",
        websites: ["https://shop.example"],
        vertical: "RETAIL",
        email: "",
        messaging_product: "whatsapp",
      },
    ],
  });
  expect((await graph(server, "GET", `${path}?fields=colour`)).status).toBe(400);
  expect((await graph(server, "POST", path, { ...change, about: "x".repeat(140) })).status).toBe(400);
  expect((await graph(server, "POST", path, { about: "x" })).status).toBe(400);
  expect((await graph(server, "GET", "/v23.0/1/whatsapp_business_profile")).status).toBe(400);
});

test("the templates of a business, filtered and page by page", async () => {
  const names = ["a", "b", "c"];
  const other = await startGraphServer({
    webhookUrl: null,
    templates: names.map((name) => ({ name, language: "en_US" })),
  });
  const path = `/v23.0/${DEFAULT_BUSINESS_ID}/message_templates`;
  const first = await graph(other, "GET", `${path}?limit=2`);
  expect(first.body).toMatchObject({ data: [{ name: "a", status: "APPROVED" }, { name: "b" }] });
  const { paging } = first.body as { paging: { cursors: { after: string } } };
  const rest = await graph(other, "GET", `${path}?limit=2&after=${encodeURIComponent(paging.cursors.after)}`);
  expect(rest.body).toMatchObject({ data: [{ name: "c" }] });
  expect((await graph(other, "GET", `${path}?name=b`)).body).toMatchObject({ data: [{ name: "b" }] });
  expect((await graph(other, "GET", `${path}?language=pt_BR`)).body).toEqual({ data: [] });
  expect((await graph(other, "GET", "/v23.0/1/message_templates")).status).toBe(400);
  await other.close();
});

import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { GraphErrorBody } from "./errors.ts";
import type { GraphServer } from "./graph-server.ts";
import { startGraphServer } from "./server.ts";
import { graph, send, to } from "./testing/client.ts";

let server: GraphServer;
beforeAll(async () => {
  server = await startGraphServer({ webhookUrl: null });
});
afterAll(() => server.close());

interface MediaAnswer {
  readonly url: string;
  readonly mime_type: string;
  readonly sha256: string;
  readonly file_size: number;
  readonly id: string;
}

async function upload(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  fields: Record<string, string> = { messaging_product: "whatsapp" },
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([bytes], { type }), "picture.jpg");
  const response = await fetch(`${server.url}/v23.0/${server.phoneNumbers[0]?.id}/media`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.accessToken}` },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as { id: string } & GraphErrorBody };
}

test("uploads, describes, downloads and deletes a medium", async () => {
  const bytes = new Uint8Array(70_000).map((_, index) => index % 251);
  const { status, body } = await upload(bytes, "image/jpeg");
  expect(status).toBe(200);
  expect(body).toEqual({ id: expect.stringMatching(/^\d+$/) });

  const described = await graph<MediaAnswer>(
    server,
    "GET",
    `/v23.0/${body.id}?phone_number_id=${server.phoneNumbers[0]?.id}`,
  );
  expect(described.body).toEqual({
    url: expect.stringContaining(`${server.url}/whatsapp_business/attachments/?mid=${body.id}&`),
    mime_type: "image/jpeg",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    file_size: 70_000,
    id: body.id,
    messaging_product: "whatsapp",
  });

  expect((await fetch(described.body.url)).status).toBe(401);
  const download = await fetch(described.body.url, { headers: { authorization: `Bearer ${server.accessToken}` } });
  expect(download.headers.get("content-type")).toBe("image/jpeg");
  expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);

  expect((await send(server, to("5511988887777", { type: "image", image: { id: body.id } }))).status).toBe(200);

  expect(await graph(server, "DELETE", `/v23.0/${body.id}`)).toEqual({ status: 200, body: { success: true } });
  expect(await graph(server, "GET", `/v23.0/${body.id}`)).toMatchObject({
    status: 400,
    body: { error: { code: 100, error_subcode: 33 } },
  });
});

test("a download address runs out after five minutes and cannot be forged", async () => {
  const { body } = await upload(new Uint8Array([1, 2, 3]), "image/png");
  const { url } = (await graph<MediaAnswer>(server, "GET", `/v23.0/${body.id}`)).body;
  const headers = { authorization: `Bearer ${server.accessToken}` };
  expect((await fetch(url.replace(/ext=\d+/, "ext=9999999999"), { headers })).status).toBe(404);
  const now = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 301_000);
  try {
    expect((await fetch(url, { headers })).status).toBe(404);
  } finally {
    now.mockRestore();
  }
  expect((await fetch(url, { headers })).status).toBe(200);
});

test("refuses an unknown type, a file that is too large or empty, and a missing messaging_product", async () => {
  const small = new Uint8Array([1]);
  expect((await upload(small, "image/tiff")).body.error.message).toMatch(
    /^\(#100\) Param file must be a file with one of the following types: .*'image\/tiff'\.$/,
  );
  expect(await upload(new Uint8Array(5 * 1024 * 1024 + 1), "image/jpeg")).toMatchObject({
    status: 400,
    body: { error: { code: 131053 } },
  });
  expect(await upload(new Uint8Array(0), "image/jpeg")).toMatchObject({
    status: 400,
    body: { error: { code: 131053 } },
  });
  expect((await upload(small, "image/jpeg", {})).body.error.message).toBe(
    "(#100) The parameter messaging_product is required.",
  );
  expect((await upload(small, "audio/ogg; codecs=opus")).status).toBe(200);
});

test("an account's media stay within the byte limit: the oldest go", async () => {
  const small = await startGraphServer({ webhookUrl: null, mediaLimitBytes: 1000 });
  const previous = server;
  server = small;
  const first = await upload(new Uint8Array(600).fill(1), "image/png");
  const second = await upload(new Uint8Array(600).fill(1), "image/png");
  expect((await graph(small, "GET", `/v23.0/${first.body.id}`)).status).toBe(400);
  expect((await graph(small, "GET", `/v23.0/${second.body.id}`)).status).toBe(200);
  server = previous;
  await small.close();
});

import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastInput, startTestServer, type TestServer } from "../testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.app.close());

function form(fields: Record<string, string>, files: Record<string, Blob> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  for (const [name, file] of Object.entries(files)) data.set(name, file, "cat.png");
  return data;
}

const cat = new Blob(["meow"], { type: "image/png" });
const to = { number: "5511999999999", mediatype: "image", caption: "A cat" };

async function refusal(path: string, body: FormData | string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await server.call(path, { method: "POST", body, headers });
  return response.json();
}

describe("files of multipart bodies", () => {
  it.each([
    ["/message/sendMedia/a", "media", to],
    ["/message/sendPtv/a", "video", { number: "5511999999999" }],
    ["/message/sendWhatsAppAudio/a", "audio", { number: "5511999999999" }],
    ["/message/sendSticker/a", "sticker", { number: "5511999999999" }],
  ])("%s: the part `file` or its own name stands for %s", async (path, field, fields) => {
    for (const part of ["file", field]) {
      const response = await server.call(path, { method: "POST", body: form(fields, { [part]: cat }) });
      expect(response.status, await response.text()).toBe(201);
      const source = (lastInput(server) as Record<string, string>)[field];
      expect(source).toMatch(/^upload:[0-9a-f-]{36}$/);
      const upload = server.uploads.get(source as string);
      expect(upload).toMatchObject({ fileName: "cat.png", mimetype: "image/png" });
      expect(upload?.bytes.toString()).toBe("meow");
      expect(lastInput(server)).toMatchObject(fields);
    }
  });

  it("arrive whole when they are larger than any buffer on the way", async () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024, "0123456789abcdef");
    const body = form(to, { file: new Blob([bytes]) });
    expect((await server.call("/message/sendMedia/a", { method: "POST", body })).status).toBe(201);
    const { media } = lastInput(server) as { media: string };
    expect(server.uploads.get(media)?.bytes.equals(bytes)).toBe(true);
  });

  it("that a form left empty are none", async () => {
    const body = form({ ...to, media: "https://x.example/cat.png" });
    body.set("file", new Blob([]), "");
    expect((await server.call("/message/sendMedia/a", { method: "POST", body })).status).toBe(201);
    expect(lastInput(server)).toMatchObject({ media: "https://x.example/cat.png" });
  });

  it("are refused where the operation takes none, under another name, twice, and beside the field itself; nothing is kept", async () => {
    const before = server.uploads.size;
    const invalid = { code: "VALIDATION_FAILED" };
    expect(await refusal("/chat/findChats/a", form({}, { file: cat }))).toMatchObject(invalid);
    expect(await refusal("/message/sendMedia/a", form(to, { other: cat }))).toMatchObject(invalid);
    expect(await refusal("/message/sendMedia/a", form({ ...to, media: "https://x" }, { file: cat }))).toMatchObject(
      invalid,
    );
    expect(await refusal("/message/sendMedia/a", form(to, { file: cat, media: cat }))).toMatchObject({
      code: "CONFLICTING_INPUT",
    });
    expect(server.uploads.size).toBe(before);
  });

  it("are not kept when the body breaks off, is too long or is no form", async () => {
    const before = server.uploads.size;
    const type = { "content-type": "multipart/form-data; boundary=x" };
    const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
    for (const body of [head, `${head}abc`, "--x\r\nbroken", "no form at all"]) {
      expect(await refusal("/message/sendMedia/a", body, type), body).toMatchObject({ code: "MALFORMED_BODY" });
    }
    expect(
      await refusal("/message/sendMedia/a", `${head}abc\r\n--x--`, { "content-type": "multipart/form-data" }),
    ).toMatchObject({ code: "MALFORMED_BODY" });
    const tooLong = form({}, { file: new Blob([Buffer.alloc(2 * 1024 * 1024)]) });
    expect(await refusal("/chat/findChats/a", tooLong)).toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    expect(server.uploads.size).toBe(before);
  });

  it("are not kept when the client goes away", async () => {
    const before = server.uploads.size;
    const calls = server.executor.calls.length;
    const request = httpRequest(`${server.url}/message/sendMedia/a`, {
      method: "POST",
      headers: { apikey: "test-key", "content-type": "multipart/form-data; boundary=x" },
    });
    const gone = new Promise((resolve) => request.on("close", resolve));
    request.on("error", () => undefined);
    request.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc');
    await new Promise((resolve) => setImmediate(resolve));
    request.destroy();
    await gone;
    // The next call is read after what the server still had of the last one.
    await server.call("/chat/findChats/a", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    expect(server.uploads.size).toBe(before);
    expect(server.executor.calls.length).toBe(calls + 1);
  });
});

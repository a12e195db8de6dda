import type { IncomingMessage, ServerResponse } from "node:http";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jid, type Stage, setStage } from "../testing/stage.ts";
import { startWebServer, type WebServer } from "../testing/web-server.ts";

const ana = "5511900000002";
let stage: Stage;
let server: WebServer;
let picture: Buffer;

const pages: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  "/page": (_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<html><head><title>Not this</title>
      <meta property="og:title" content="Caf&eacute; &amp; Bar &#8211; S&atilde;o"/>
      <meta content='Open until "late"' property='og:description'>
      <meta property=og:image content="/picture.png"></head></html>`);
  },
  "/picture.png": (_, response) => void response.setHeader("content-type", "image/png").end(picture),
  "/moved": (_, response) => void response.writeHead(302, { location: "/page" }).end(),
  "/loop": (_, response) => void response.writeHead(302, { location: "/loop" }).end(),
  "/inside": (_, response) => void response.writeHead(302, { location: "http://10.0.0.1/" }).end(),
  "/json": (_, response) => void response.setHeader("content-type", "application/json").end("{}"),
  "/silent": () => undefined,
  "/endless": (_, response) => {
    response.setHeader("content-type", "text/html");
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, " ")));
    };
    response.on("drain", more);
    more();
  },
  "/picture-inside": (_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<meta property="og:title" content="T"><meta property="og:image" content="http://10.0.0.1/a.png">`);
  },
};

beforeAll(async () => {
  picture = await sharp({ create: { width: 400, height: 200, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  server = await startWebServer((request, response) => pages[request.url ?? ""]?.(request, response));
  stage = await setStage();
  await stage.contact(ana);
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function seenText(text: string, linkPreview?: boolean): Promise<Record<string, unknown>> {
  const { receipt } = await stage.send(jid(ana), { kind: "text", text, linkPreview });
  const seen = await (await stage.contact(ana)).received(({ id }) => id === receipt.messageId);
  expect(seen.text).toBe(text);
  return (seen.message as { extendedTextMessage: Record<string, unknown> }).extendedTextMessage;
}

it.each(["/page", "/moved"])("a text shows the page that it links to (%s)", async (path) => {
  const shown = await seenText(`See ${server.url}${path}, it is nice.`);
  expect(shown).toMatchObject({
    matchedText: `${server.url}${path}`,
    title: "Café & Bar – São",
    description: 'Open until "late"',
  });
  const thumbnail = await sharp(Buffer.from(String(shown["jpegThumbnail"]), "base64")).metadata();
  expect(thumbnail).toMatchObject({ format: "jpeg", width: 72 });
});

it("a text without a preview is sent all the same", async () => {
  const started = performance.now();
  for (const path of ["/loop", "/inside", "/json", "/endless", "/missing-host"]) {
    const url = path === "/missing-host" ? "http://no-such-host.invalid/" : `${server.url}${path}`;
    expect(await seenText(`${path} ${url}`)).not.toHaveProperty("title");
  }
  expect(await seenText(`silent ${server.url}/silent`)).not.toHaveProperty("title");
  expect(performance.now() - started).toBeLessThan(15_000);
});

it("a picture that may not be fetched is left out", async () => {
  const shown = await seenText(`look ${server.url}/picture-inside`);
  expect(shown).toMatchObject({ title: "T" });
  expect(shown).not.toHaveProperty("jpegThumbnail");
});

it("nothing is fetched where no preview is wished", async () => {
  expect(await seenText(`plain ${server.url}/page`, false)).not.toHaveProperty("title");
});

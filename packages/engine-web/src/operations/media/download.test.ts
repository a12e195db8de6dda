import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, Dispatcher1Wrapper } from "undici";
import { afterEach, beforeEach, expect, test } from "vitest";
import { patient } from "../testing/circle.ts";
import { download } from "./download.ts";

const file = Buffer.from("what a channel has posted");
/** Where a path of the media host leads to. */
const locations: Record<string, string> = {
  "/nearer": "https://media-gru1-1.cdn.whatsapp.net/file",
  "/relative": "/file",
  "/round": "/round",
  "/away": "https://example.com/file",
  "/inside": "http://169.254.169.254/file",
  "/plain": "http://mmg.whatsapp.net/file",
  "/port": "https://mmg.whatsapp.net:8443/file",
  "/lookalike": "https://mmg.whatsapp.net.example.com/file",
  "/nothing": "https://",
};

let directory: string;
let server: Server;
let agent: Agent;
let hosts: string[];

/** A server that stands for every host, and a dispatcher that reaches it and notes which host was meant. */
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "download-"));
  hosts = [];
  server = createServer(({ url = "" }, response) => {
    const location = locations[url];
    if (location === undefined) response.end(file);
    else response.writeHead(302, { location }).end("moved");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  agent = new Agent({
    connect({ hostname }, callback) {
      hosts.push(hostname);
      const socket = connect(port, "127.0.0.1", () => callback(null, socket));
      socket.once("error", (error) => callback(error, null));
    },
  });
});
afterEach(async () => {
  await agent.destroy();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

const fetched = async (directPath: string) => {
  const path = join(directory, "file");
  const content = { directPath, fileSha256: createHash("sha256").update(file).digest() };
  const request = { dispatcher: new Dispatcher1Wrapper(agent) } as unknown as RequestInit;
  await download({ field: "imageMessage", kind: "image", content }, path, { request, maxBytes: 1000, signal: patient });
  return readFile(path);
};

test.each(["/file", "/nearer", "/relative"])("a file at %s is fetched", async (directPath) => {
  expect(await fetched(directPath)).toEqual(file);
  expect(new Set(hosts)).toEqual(
    new Set(["mmg.whatsapp.net", ...(directPath === "/nearer" ? ["media-gru1-1.cdn.whatsapp.net"] : [])]),
  );
});

test.each(["/away", "/inside", "/plain", "/port", "/lookalike", "/nothing", "/round"])(
  "no redirect at %s is followed away from WhatsApp, or for ever",
  async (directPath) => {
    await expect(fetched(directPath)).rejects.toMatchObject({ code: "WHATSAPP_UNAVAILABLE" });
    expect(new Set(hosts)).toEqual(new Set(["mmg.whatsapp.net"]));
  },
);

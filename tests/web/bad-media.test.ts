import { readdirSync } from "node:fs";
import type { RequestListener, ServerResponse } from "node:http";
import { join } from "node:path";
import { operationEntry } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { codeOf } from "../support/outcome.ts";
import { badMedia } from "./bad-media.ts";
import { type FileServer, startFileServer } from "./file-server.ts";
import type { World } from "./scenario.ts";
import { storedByCalls } from "./stored-by-calls.ts";
import { isPossible, waysOf } from "./ways.ts";
import { type RunningWorld, startWorld } from "./world.ts";

let running: RunningWorld;
let files: FileServer;
let world: World;
const pictures = { "content-type": "image/png" };
const redirect = (response: ServerResponse, location: string): void => void response.writeHead(302, { location }).end();

/** Addresses that behave badly. */
const misbehaviour: Readonly<Record<string, RequestListener>> = {
  "/page.png": (_request, response) => void response.writeHead(200, pictures).end("<!doctype html><p>Log in first</p>"),
  "/empty.png": (_request, response) => void response.writeHead(200, pictures).end(),
  "/silent.png": () => undefined,
  "/dripping.png": (_request, response) => {
    response.writeHead(200, pictures);
    const timer = setInterval(() => response.write("."), 50);
    response.on("close", () => clearInterval(timer));
  },
  "/broken.png": (_request, response) => {
    response.writeHead(200, { ...pictures, "content-length": "50000" });
    response.write("half", () => response.destroy());
  },
  "/endless.png": (_request, response) => {
    response.writeHead(200, pictures);
    const chunk = Buffer.alloc(64 * 1024, 1);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  },
  "/promising.png": (_request, response) => {
    response.writeHead(200, { ...pictures, "content-length": String(10 * 1024 ** 3) });
    response.write(Buffer.alloc(1024));
  },
  "/loop.png": (_request, response) => redirect(response, "/loop.png"),
  "/private.png": (_request, response) => redirect(response, "http://10.0.0.1/picture.png"),
  "/metadata.png": (_request, response) => redirect(response, "http://169.254.169.254/latest/meta-data"),
  "/file.png": (_request, response) => redirect(response, "file:///etc/passwd"),
};

beforeAll(async () => {
  files = await startFileServer({}, (request, response) => {
    const behave = misbehaviour[request.url ?? ""];
    if (behave === undefined) response.writeHead(404).end();
    else behave(request, response);
  });
  running = await startWorld({ settings: { MEDIA_MAX_BYTES: "2000000", REQUEST_TIMEOUT_MS: "3000" } });
  world = { ...running, files };
  world.group("Pictures");
  // A first message, so that sessions and devices of the contact are known.
  await world.said(world.ana.phone, "before", world.ana);
});
afterAll(async () => {
  await running?.close();
  await files?.close();
});

/** Files that media left behind. */
function leftFiles(): string[] {
  return ["temporary", "uploads"].flatMap((folder) => {
    return readdirSync(join(world.web.dataDirectory, "media-work", folder)).map((name) => `${folder}/${name}`);
  });
}

describe.each(badMedia.map((each) => [`${each.about}: ${each.operation}`, each] as const))("%s", (_name, bad) => {
  const entry = operationEntry(bad.operation);
  if (entry === undefined) throw new Error(`no operation ${bad.operation}`);
  // Aliases differ by names of fields alone: the operations' own suite calls them.
  const ways = waysOf(entry).filter(({ name }) => !name.includes("/"));
  test.each(ways.map((way) => [way.name, way] as const))("%s", async (_way, way) => {
    const input = { instanceName: world.shop.name, ...(await bad.input(world)) };
    if (!isPossible(way, entry, input)) return;
    const before = await storedByCalls(world);
    const seen = world.ana.messages.length;
    const picture = world.phone.record.picture;

    const outcome = await way.call(world.web, input);
    expect(codeOf(outcome), JSON.stringify(outcome)).toBe(bad.code);

    expect(await storedByCalls(world)).toEqual(before);
    await world.sandbox.idle();
    expect(world.ana.messages).toHaveLength(seen);
    expect(world.phone.record.picture).toBe(picture);
    await until("no temporary file is left", () => leftFiles().length === 0);
    await until("no connection is left", () => files.sockets.size === 0);
  });
});

test("after all of that the instance still sends media", async () => {
  const { png } = await import("./samples.ts");
  const sent = await world.web.call<{ key: { id: string } }>("message.sendMedia", {
    instanceName: world.shop.name,
    number: world.ana.phone,
    mediatype: "image",
    media: png.toString("base64"),
  });
  await world.ana.received(({ id, type }) => id === sent.key.id && type === "image");
});

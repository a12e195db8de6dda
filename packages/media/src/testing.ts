import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WaxwingError } from "@waxwing/contract";
import { createOutbound } from "@waxwing/outbound";
import { pino } from "pino";
import type { MediaFile } from "./files/media-file.ts";
import { sniffMimetype } from "./files/media-file.ts";
import { createMedia, type Media, type MediaOptions } from "./media.ts";

/** Things that a test made, released in reverse. */
const closers: (() => Promise<void> | void)[] = [];

/** For `afterEach`. */
export async function releaseAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

export function onRelease(close: () => Promise<void> | void): void {
  closers.push(close);
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "media-"));
  onRelease(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A signal that never aborts. */
export const calm = new AbortController().signal;

/** Media over a fresh folder, and what is in that folder. */
export interface TestMedia {
  readonly media: Media;
  readonly directory: string;
  /** Names of the temporary files that exist now. */
  temporaryFiles(): string[];
}

/** Media without ffmpeg unless asked otherwise, reaching loopback. */
export function testMedia(options: Partial<MediaOptions> = {}): TestMedia {
  const directory = options.directory ?? temporaryDirectory();
  const outbound = createOutbound({ allowPrivate: ["127.0.0.0/8"], userAgent: "waxwing-test" });
  const media = createMedia({ directory, outbound, ffmpegPath: null, log: pino({ enabled: false }), ...options });
  onRelease(async () => {
    await media.close();
    await outbound.close();
  });
  return { media, directory, temporaryFiles: () => readdirSync(join(directory, "temporary")) };
}

/** Bytes as an opened source, outside the folder of the media under test. */
export async function mediaFile(data: Uint8Array): Promise<MediaFile> {
  const directory = temporaryDirectory();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, "source");
  writeFileSync(path, data);
  return {
    path,
    bytes: data.length,
    sniffedMimetype: await sniffMimetype(path),
    claimedMimetype: null,
    fileName: null,
    [Symbol.asyncDispose]: async () => {},
  };
}

/** A real server on loopback, and the sockets that are open to it. */
export async function testServer(answer: RequestListener): Promise<{ url: string; sockets: Set<Socket> }> {
  const server = createServer(answer);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onRelease(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** The contract's error that a promise fails with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<WaxwingError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WaxwingError)) throw new Error("expected a WaxwingError", { cause: error });
  return error;
}

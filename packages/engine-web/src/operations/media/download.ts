import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { WaxwingError } from "@waxwing/contract";
import { DEFAULT_ORIGIN } from "@whiskeysockets/baileys";
import { cancelled } from "../request.ts";
import { tooLarge, type WrittenFile, writeChecked } from "./checked-file.ts";
import { mediaDecryption } from "./decryption.ts";
import type { MediaDescription, MediaPart } from "./media-part.ts";
import { notAvailable } from "./not-available.ts";

const MEDIA_HOST = "mmg.whatsapp.net";

/** Statuses of files that are gone, or whose address is too old; a phone can upload them again. */
const GONE: readonly number[] = [403, 404, 410];
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** A media host may name one that is nearer. */
const MAX_REDIRECTS = 3;

/** How a file is fetched. */
export interface DownloadOptions {
  /** With the dispatcher that reaches WhatsApp. */
  readonly request: RequestInit;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Fetches and decrypts the file of a message, and checks it against the message's hash.
 * @throws MEDIA_NOT_AVAILABLE (`expired` where a phone can help), MEDIA_TOO_LARGE, WHATSAPP_UNAVAILABLE
 */
export async function download(
  { content, kind }: MediaPart,
  path: string,
  options: DownloadOptions,
): Promise<WrittenFile> {
  const { signal, maxBytes } = options;
  const { mediaKey, fileSha256 } = content;
  if (Number(content.fileLength ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const body = await fetchBody(addressOf(content), options);
  let file: WrittenFile;
  try {
    // What channels post is not encrypted.
    const through = mediaKey?.length ? { through: await mediaDecryption(mediaKey, kind) } : {};
    file = await writeChecked(body, path, { maxBytes, signal, ...through });
  } catch (error) {
    body.destroy();
    if (error instanceof WaxwingError) throw error;
    if (signal.aborted) throw cancelled(signal);
    throw isCipherError(error) ? notAvailable("damaged", error) : unreachable(error);
  }
  if (fileSha256?.length && !file.sha256.equals(fileSha256)) throw notAvailable("damaged");
  return file;
}

/**
 * Where the file lies. Whoever sent the message wrote the address: it must not lead anywhere but to WhatsApp, be it by its
 * host or by a path that changes the host.
 */
function addressOf({ directPath, url }: MediaDescription): URL {
  const text = directPath?.startsWith("/") ? `https://${MEDIA_HOST}${directPath}` : (url ?? "");
  if (!URL.canParse(text)) throw notAvailable("incomplete");
  const address = new URL(text);
  if (!isWhatsApp(address)) throw notAvailable("incomplete");
  return address;
}

function isWhatsApp({ protocol, port, hostname }: URL): boolean {
  return protocol === "https:" && port === "" && /(^|\.)whatsapp\.net$/.test(hostname);
}

/** Follows redirects itself: the sender chose the path, and no path of a media host may lead away from WhatsApp. */
async function fetchBody(address: URL, options: DownloadOptions): Promise<Readable> {
  let present = address;
  for (let redirects = 0; ; redirects += 1) {
    const response = await answerOf(present, options);
    if (response.ok && response.body !== null) return Readable.fromWeb(response.body as ReadableStream);
    await response.body?.cancel();
    const { status } = response;
    if (GONE.includes(status)) throw notAvailable("expired");
    const location = response.headers.get("location") ?? "";
    if (!REDIRECTS.includes(status) || redirects === MAX_REDIRECTS || !URL.canParse(location, present.href)) {
      throw unreachable(new Error(`HTTP status ${status}`));
    }
    present = new URL(location, present);
    if (!isWhatsApp(present)) throw unreachable(new Error("the media host led away from WhatsApp"));
  }
}

async function answerOf(address: URL, { request, signal }: DownloadOptions): Promise<Response> {
  try {
    return await fetch(address, { ...request, signal, headers: { Origin: DEFAULT_ORIGIN }, redirect: "manual" });
  } catch (error) {
    throw signal.aborted ? cancelled(signal) : unreachable(error);
  }
}

function unreachable(cause: unknown): WaxwingError {
  return new WaxwingError("WHATSAPP_UNAVAILABLE", "WhatsApp's media host could not be reached, or failed.", { cause });
}

function isCipherError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_OSSL");
}

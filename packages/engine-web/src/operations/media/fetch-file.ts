import { WaxwingError } from "@waxwing/contract";
import type { EngineInstance, StoredMessageReference } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { MediaStore } from "@waxwing/media";
import { proto } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { Transport } from "../../connection/transport.ts";
import type { WebSessions } from "../../session.ts";
import { messageKeyOf } from "../chats/message-key.ts";
import { type WrittenFile, writeChecked } from "./checked-file.ts";
import { type DownloadOptions, download } from "./download.ts";
import type { MediaPart } from "./media-part.ts";
import { type MediaRow, readMediaRow, writeEngineData, writeStoredMedium } from "./media-rows.ts";
import { notAvailable } from "./not-available.ts";
import { newDirectPath } from "./reupload.ts";
import { announceFile } from "./unclaimed-files.ts";

/** What files are fetched with. */
export interface FetchingParts {
  readonly sessions: WebSessions;
  readonly database: Database;
  /** The way to WhatsApp's media hosts. */
  readonly transport: Pick<Transport, "through">;
  /** Where fetched media stay; nowhere when absent. */
  readonly store?: MediaStore | undefined;
  /** Largest file that is fetched. */
  readonly maxBytes: number;
  readonly log: Logger;
}

/** A message whose file is wanted. `info` holds `part`. */
export interface WantedFile {
  readonly instance: EngineInstance;
  readonly message: StoredMessageReference;
  readonly info: proto.WebMessageInfo;
  readonly part: MediaPart;
}

/** Writes the file of a message to `path`: from the store, from WhatsApp, or from the phone through WhatsApp. */
export async function fetchFile(
  parts: FetchingParts,
  wanted: WantedFile,
  path: string,
  signal: AbortSignal,
): Promise<WrittenFile> {
  const row = await readMediaRow(parts.database, wanted.instance, wanted.message);
  const kept = await fromStore(parts, wanted, row, path, signal);
  if (kept !== undefined) return kept;
  const file = await fromWhatsApp(parts, wanted, row, path, signal);
  if (parts.store !== undefined && row !== undefined) await keep(parts, parts.store, wanted, row, { path, file });
  return file;
}

async function fromStore(
  { store, maxBytes, log }: FetchingParts,
  { instance }: WantedFile,
  row: MediaRow | undefined,
  path: string,
  signal: AbortSignal,
): Promise<WrittenFile | undefined> {
  const medium = row?.medium;
  if (store === undefined || !medium) return undefined;
  try {
    const stream = await store.open(medium.storeKey);
    if (stream === null) return undefined;
    const file = await writeChecked(stream, path, { maxBytes, signal });
    if (file.sha256.equals(medium.sha256)) return file;
    log.error({ instance: instance.name, storeKey: medium.storeKey }, "a stored medium is damaged");
  } catch (err) {
    if (signal.aborted || err instanceof WaxwingError) throw err;
    log.error({ err, instance: instance.name, storeKey: medium.storeKey }, "a stored medium could not be read");
  }
  return undefined;
}

async function fromWhatsApp(
  parts: FetchingParts,
  wanted: WantedFile,
  row: MediaRow | undefined,
  path: string,
  signal: AbortSignal,
): Promise<WrittenFile> {
  const way = parts.transport.through(wanted.instance.proxy);
  try {
    const options: DownloadOptions = { request: way.socket.options, maxBytes: parts.maxBytes, signal };
    try {
      return await download(wanted.part, path, options);
    } catch (error) {
      const isExpired = error instanceof WaxwingError && error.details?.["reason"] === "expired";
      if (!isExpired) throw error;
      await renew(parts, wanted, row, signal);
      return await download(wanted.part, path, options);
    }
  } finally {
    await way.close();
  }
}

/** Has the phone upload the file again, and writes the new address into the message and its row. */
async function renew(
  { sessions, database }: FetchingParts,
  { instance, message, info, part }: WantedFile,
  row: MediaRow | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { mediaKey } = part.content;
  if (!mediaKey?.length) throw notAvailable("expired");
  part.content.directPath = await newDirectPath(sessions.of(instance), messageKeyOf(message), mediaKey, { signal });
  if (row === undefined) return;
  await writeEngineData(database, row.messageId, Buffer.from(proto.WebMessageInfo.encode(info).finish()));
}

/** Whoever asked has the file; that it could not be kept is for the log. */
async function keep(
  { database, log }: FetchingParts,
  store: MediaStore,
  { instance, part }: WantedFile,
  { messageId }: MediaRow,
  { path, file }: { readonly path: string; readonly file: WrittenFile },
): Promise<void> {
  const { bytes, sha256 } = file;
  const storeKey = `${instance.id}/${sha256.toString("hex")}`;
  const mimetype = part.content.mimetype ?? "application/octet-stream";
  try {
    await announceFile(database, storeKey);
    await store.put(storeKey, path, { mimetype, bytes, sha256: sha256.toString("hex") });
    const fileName = part.content.fileName ?? null;
    await writeStoredMedium(database, instance, messageId, { storeKey, mimetype, fileName, bytes, sha256 });
  } catch (err) {
    log.error({ err, instance: instance.name, storeKey }, "a medium could not be stored");
  }
}

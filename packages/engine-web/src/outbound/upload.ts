import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { WaxwingError } from "@waxwing/contract";
import { type MediaType, unixTimestampSeconds } from "@whiskeysockets/baileys";
import type { WebSession } from "../session.ts";
import { cancelled, whenAborted } from "./cancellation.ts";
import { type Encryption, encryptFile } from "./encrypted-file.ts";

/** Where an encrypted file lies, and how it is opened. */
export interface Uploaded extends Encryption {
  readonly url: string;
  readonly directPath: string;
  readonly mediaKeyTimestamp: number;
}

/** One host's upload; Baileys tries the next host after it. */
const uploadTimeoutMs = 120_000;

/**
 * Encrypts a file and brings it to WhatsApp's media servers. The encrypted one lies beside the file: in a folder that is of this
 * process alone and is emptied at the start, so that a crash leaves nothing behind for long. Throws WHATSAPP_UNAVAILABLE when no
 * server takes it. An upload that is given up goes on in the background until its time is over: Baileys has no way to end it.
 */
export async function upload(
  session: WebSession,
  path: string,
  mediaType: MediaType,
  signal: AbortSignal,
): Promise<Uploaded> {
  if (signal.aborted) throw cancelled(signal);
  const encryptedPath = `${path}.${randomUUID()}`;
  try {
    const encryption = await encryptFile(path, encryptedPath, mediaType, signal);
    const { mediaUrl, directPath } = await bring(session, encryptedPath, { encryption, mediaType, signal });
    return { ...encryption, url: mediaUrl, directPath, mediaKeyTimestamp: unixTimestampSeconds() };
  } finally {
    await rm(encryptedPath, { force: true });
  }
}

interface UploadOptions {
  readonly encryption: Encryption;
  readonly mediaType: MediaType;
  readonly signal: AbortSignal;
}

async function bring({ socket }: WebSession, encryptedPath: string, { encryption, mediaType, signal }: UploadOptions) {
  try {
    const uploading = socket.waUploadToServer(encryptedPath, {
      fileEncSha256B64: encryption.fileEncSha256.toString("base64"),
      mediaType,
      timeoutMs: uploadTimeoutMs,
    });
    return await whenAborted(uploading, signal);
  } catch (error) {
    if (error instanceof WaxwingError) throw error;
    const text = "WhatsApp's media servers did not take the file; nothing was sent.";
    throw new WaxwingError("WHATSAPP_UNAVAILABLE", text, { cause: error });
  }
}

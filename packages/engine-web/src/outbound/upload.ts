import { rm } from "node:fs/promises";
import { WaxwingError } from "@waxwing/contract";
import { encryptedStream, type MediaType, unixTimestampSeconds } from "@whiskeysockets/baileys";
import type { WebSession } from "../session.ts";
import { cancelled, whenAborted } from "./cancellation.ts";

/** Where an encrypted file lies, and how it is opened. */
export interface Uploaded {
  readonly url: string;
  readonly directPath: string;
  readonly mediaKey: Buffer;
  readonly mediaKeyTimestamp: number;
  readonly fileSha256: Buffer;
  readonly fileEncSha256: Buffer;
  readonly fileLength: number;
}

/** One host's upload; Baileys tries the next host after it. */
const uploadTimeoutMs = 120_000;

/**
 * Encrypts a file and brings it to WhatsApp's media servers. Throws WHATSAPP_UNAVAILABLE when none takes it. An upload
 * that is given up goes on in the background until its time is over: Baileys has no way to end it.
 */
export async function upload(
  { socket }: WebSession,
  path: string,
  mediaType: MediaType,
  signal: AbortSignal,
): Promise<Uploaded> {
  if (signal.aborted) throw cancelled(signal);
  const { mediaKey, encFilePath, fileSha256, fileEncSha256, fileLength } = await encryptedStream(
    { url: path },
    mediaType,
  );
  try {
    const uploading = socket.waUploadToServer(encFilePath, {
      fileEncSha256B64: fileEncSha256.toString("base64"),
      mediaType,
      timeoutMs: uploadTimeoutMs,
    });
    const { mediaUrl, directPath } = await whenAborted(uploading, signal);
    return {
      url: mediaUrl,
      directPath,
      mediaKey,
      mediaKeyTimestamp: unixTimestampSeconds(),
      fileSha256,
      fileEncSha256,
      fileLength,
    };
  } catch (error) {
    if (error instanceof WaxwingError) throw error;
    throw new WaxwingError(
      "WHATSAPP_UNAVAILABLE",
      "WhatsApp's media servers did not take the file; nothing was sent.",
      {
        cause: error,
      },
    );
  } finally {
    await rm(encFilePath, { force: true });
  }
}

import {
  type BaileysEventMap,
  decryptMediaRetryData,
  encryptMediaRetryRequest,
  proto,
  type WAMessageKey,
  type WASocket,
} from "@whiskeysockets/baileys";
import { ownAccount } from "../../outbound/own-account.ts";
import type { WebSession } from "../../session.ts";
import { request } from "../request.ts";
import { notAvailable } from "./not-available.ts";

type MediaUpdate = BaileysEventMap["messages.media-update"][number];

/** A phone that is online answers within a few seconds. */
const PHONE_TIMEOUT_MS = 20_000;

/**
 * Asks the account's phone to upload the file of a message again, and resolves with its new direct path. Baileys' own
 * method would tell the message as changed, and wait for ever for a phone that is off.
 * @throws MEDIA_NOT_AVAILABLE
 */
export function newDirectPath(
  session: WebSession,
  key: WAMessageKey & { readonly id: string },
  mediaKey: Uint8Array,
  { signal, timeoutMs = PHONE_TIMEOUT_MS }: { readonly signal: AbortSignal; readonly timeoutMs?: number },
): Promise<string> {
  return request(session, { signal, timeoutMs: 2 * timeoutMs }, async (socket) => {
    const answer = answerTo(socket, key.id, timeoutMs);
    try {
      await socket.sendNode(encryptMediaRetryRequest(key, mediaKey, ownAccount(socket).deviceJid));
      return pathIn(await answer.update, mediaKey, key.id);
    } finally {
      answer.stop();
    }
  });
}

function answerTo(socket: WASocket, id: string, timeoutMs: number): { update: Promise<MediaUpdate>; stop(): void } {
  const { promise: update, resolve, reject } = Promise.withResolvers<MediaUpdate>();
  // A send that fails stops the wait; nobody hears of it then.
  update.catch(() => undefined);
  const onUpdate = (updates: readonly MediaUpdate[]): void => {
    const found = updates.find((each) => each.key.id === id);
    if (found !== undefined) resolve(found);
  };
  const timer = setTimeout(() => reject(notAvailable("phone_silent")), timeoutMs);
  socket.ev.on("messages.media-update", onUpdate);
  return {
    update,
    stop() {
      clearTimeout(timer);
      socket.ev.off("messages.media-update", onUpdate);
    },
  };
}

function pathIn({ media, error }: MediaUpdate, mediaKey: Uint8Array, id: string): string {
  if (media === undefined) throw notAvailable("phone_has_none", error);
  const { result, directPath } = decryptMediaRetryData(media, mediaKey, id);
  const { SUCCESS } = proto.MediaRetryNotification.ResultType;
  if (result !== SUCCESS || !directPath) throw notAvailable("phone_has_none");
  return directPath;
}

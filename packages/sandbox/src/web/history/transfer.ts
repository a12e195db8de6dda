import { deflateSync } from "node:zlib";
import { proto } from "@whiskeysockets/baileys";
import type { DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";
import type { HistoryLimits } from "./chunks.ts";

const NOTIFICATION = proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION;

/** A chunk on its way. */
export interface SentChunk {
  /** Id of the message that brings or announces it. */
  readonly id: string;
  /** Where it lies on the media server; null when it is in the message itself. */
  readonly directPath: string | null;
}

/**
 * Sends a chunk from the phone to one of its companions: compressed, in the message itself or on the media server.
 * @param sessionId Id of the peer message that asked for it, for history on demand.
 */
export function sendChunk(
  world: World,
  { account, device }: DeviceAddress,
  chunk: proto.IHistorySync,
  limits: HistoryLimits,
  sessionId?: string,
): SentChunk {
  const payload = deflateSync(proto.HistorySync.encode(chunk).finish());
  const notification: proto.Message.IHistorySyncNotification = {
    // Both enumerations have the same numbers; the notification's knows two more.
    syncType: chunk.syncType as number as proto.Message.HistorySyncType,
    chunkOrder: chunk.chunkOrder ?? 1,
    ...(chunk.progress === undefined ? {} : { progress: chunk.progress }),
    ...(sessionId === undefined ? {} : { peerDataRequestSessionId: sessionId }),
    ...(payload.length <= limits.inlineBytes
      ? { initialHistBootstrapInlinePayload: payload }
      : onMediaServer(world, payload)),
  };
  const protocolMessage = { type: NOTIFICATION, historySyncNotification: notification };
  const id = world.phones.of(account).sendPeer(device, { protocolMessage });
  return { id, directPath: notification.directPath ?? null };
}

function onMediaServer(world: World, payload: Buffer): proto.Message.IHistorySyncNotification {
  const media = world.media.encryptMedia(payload, "md-msg-hist");
  const { directPath, mediaKey, fileSha256, fileEncSha256, fileLength } = media;
  return { directPath, mediaKey, fileSha256, fileEncSha256, fileLength };
}

import { WaxwingError } from "@waxwing/contract";
import { proto } from "@whiskeysockets/baileys";
import { ownBytes } from "../own-bytes.ts";

/** A message that can be delivered as it is, now or after a restart. */
export interface StoredMessage {
  readonly id: string;
  readonly remoteJid: string;
  readonly message: proto.IMessage;
  /** Whom a status post is for; empty for everything else. */
  readonly audience: readonly string[];
}

/** What is written down of a message. */
export interface MessageToStore extends StoredMessage {
  /** The account's own JID, as the author in groups and of statuses. */
  readonly participant: string | undefined;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** A message in the form that is kept: `WebMessageInfo`, which WhatsApp's own clients keep as well. */
export function encodeEngineData({ id, remoteJid, message, audience, participant, timestamp }: MessageToStore): Buffer {
  const info: proto.IWebMessageInfo = {
    key: { remoteJid, fromMe: true, id },
    message,
    messageTimestamp: timestamp,
    status: proto.WebMessageInfo.Status.PENDING,
    ...(participant === undefined ? {} : { participant }),
    // Where clients note what became of a message at each of its recipients.
    userReceipt: audience.map((userJid) => ({ userJid })),
  };
  // Baileys keeps what is decoded of it for five minutes.
  return ownBytes(proto.WebMessageInfo.encode(info).finish());
}

/** Reads what {@link encodeEngineData} has written. Throws INTERNAL for anything else: it is our own data. */
export function decodeEngineData(engineData: Buffer | undefined): StoredMessage {
  if (engineData === undefined) throw unreadable();
  const info = decoded(engineData);
  const { key, message, userReceipt } = info;
  if (!key?.id || !key.remoteJid || !message) throw unreadable();
  const audience = (userReceipt ?? []).flatMap(({ userJid }) => (userJid ? [userJid] : []));
  return { id: key.id, remoteJid: key.remoteJid, message, audience };
}

function decoded(engineData: Buffer): proto.WebMessageInfo {
  try {
    return proto.WebMessageInfo.decode(engineData);
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause?: unknown): WaxwingError {
  return new WaxwingError("INTERNAL", "The stored form of the message cannot be read; nothing was sent.", { cause });
}

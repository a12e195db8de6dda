import type { InboundMessage } from "@waxwing/core";
import type { proto, WAMessage, WAMessageKey } from "@whiskeysockets/baileys";
import { isJidBroadcast, isJidGroup, isJidNewsletter, isJidStatusBroadcast, toNumber } from "@whiskeysockets/baileys";
import { type Addresses, isLid } from "../addresses.ts";

/** Where a message stands and who wrote it, in phone JIDs where they are known. */
export type MessagePlace = Pick<
  InboundMessage,
  "keyId" | "remoteJid" | "fromMe" | "participant" | "remoteJidAlt" | "participantAlt" | "addressingMode"
>;

/** Remembers what a key says of addresses: envelopes name the writer's other address beside the one that was used. */
export function learnFromKey(key: WAMessageKey, addresses: Addresses): void {
  addresses.learn(key.remoteJid, key.remoteJidAlt);
  addresses.learn(key.participant, key.participantAlt);
}

/** The JIDs of people in a key whose other address is wanted. */
export function personsIn({ key, participant }: Pick<WAMessage, "key" | "participant">): string[] {
  return [key.remoteJid, key.participant, participant].filter((jid): jid is string => !!jid);
}

/** Undefined when the key names no message. */
export function placeOf(
  message: Pick<WAMessage, "key" | "participant">,
  addresses: Addresses,
): MessagePlace | undefined {
  const { key } = message;
  if (!key.id || !key.remoteJid) return undefined;
  const fromMe = key.fromMe ?? false;
  const author = key.participant || message.participant || undefined;
  // A message to a broadcast list stands in its writer's chat.
  const isList = isJidBroadcast(key.remoteJid) && !isJidStatusBroadcast(key.remoteJid);
  const chat = isList && !fromMe && author !== undefined ? author : key.remoteJid;
  const isShared = isJidGroup(chat) || isJidBroadcast(chat);
  const remoteJid = addresses.phoneOf(chat);
  // Own messages have no participant, wherever they were written: one key for one message.
  const participant = isShared && !fromMe && author !== undefined ? addresses.phoneOf(author) : undefined;
  return {
    keyId: key.id,
    remoteJid,
    fromMe,
    participant,
    remoteJidAlt: addresses.lidOf(remoteJid),
    participantAlt: participant === undefined ? undefined : addresses.lidOf(participant),
    addressingMode: addressingModeOf(key, chat, author),
  };
}

function addressingModeOf(key: WAMessageKey, chat: string, author: string | undefined): "pn" | "lid" | undefined {
  // Baileys says "pn" of channels, which have one address only.
  if (isJidNewsletter(chat)) return undefined;
  if (key.addressingMode === "pn" || key.addressingMode === "lid") return key.addressingMode;
  if (isJidBroadcast(chat)) return undefined;
  const person = isJidGroup(chat) ? author : chat;
  return person === undefined ? undefined : isLid(person) ? "lid" : "pn";
}

/** When a message was written, in Unix seconds; now when it does not say. */
export function secondsOf(timestamp: proto.IWebMessageInfo["messageTimestamp"]): number {
  const seconds = toNumber(timestamp);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : Math.floor(Date.now() / 1000);
}

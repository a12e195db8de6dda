import type { InboundBatch, InboundMessage } from "@waxwing/core";
import { type Chat, isLidUser, isPnUser, proto, toNumber, type WAMessage } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import type { Entry } from "../entry.ts";
import { type MessagePlace, secondsOf } from "./message-place.ts";

const { EPHEMERAL_SETTING } = proto.Message.ProtocolMessage.Type;

export type Expiration = NonNullable<InboundBatch["expirations"]>[number];

/** What the last chats were found to have is remembered, so that not each message tells it again. */
const MAX_CHATS = 1000;
/** No client offers more than 90 days. */
const MAX_SECONDS = 10 * 365 * 24 * 3600;

/** Keeps what is news of what messages say of their chats. Groups are asked when something is sent to them. */
export class Expirations {
  readonly #known = new Map<string, Expiration>();

  news(found: Expiration | undefined): Pick<Entry["batch"], "expirations"> {
    if (found === undefined) return {};
    const known = this.#known.get(found.remoteJid);
    if (known !== undefined && (known.setAt > found.setAt || known.seconds === found.seconds)) return {};
    this.#known.delete(found.remoteJid);
    this.#known.set(found.remoteJid, found);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_CHATS && oldest !== undefined) this.#known.delete(oldest);
    return { expirations: [found] };
  }
}

/** Somebody turned it on or off. */
export function settingIn(
  protocol: proto.Message.IProtocolMessage,
  message: WAMessage,
  { remoteJid }: MessagePlace,
): Expiration | undefined {
  if (protocol.type !== EPHEMERAL_SETTING) return undefined;
  const setAt = toNumber(protocol.ephemeralSettingTimestamp) || secondsOf(message.messageTimestamp);
  return expirationOf(remoteJid, protocol.ephemeralExpiration ?? 0, setAt);
}

/**
 * A message that vanishes says so. One that does not may come from a program that knows nothing of it: it does not turn
 * it off.
 */
export function expirationIn({ remoteJid, contextInfo, timestamp }: InboundMessage): Expiration | undefined {
  return contextInfo?.expiration ? expirationOf(remoteJid, contextInfo.expiration, timestamp) : undefined;
}

/** What the history says of its chats. */
export function historyExpirations(chats: readonly Chat[], addresses: Addresses): Entry[] {
  return chats.flatMap((chat): Entry[] => {
    const setAt = toNumber(chat.ephemeralSettingTimestamp) || toNumber(chat.conversationTimestamp);
    const found =
      chat.id && (chat.ephemeralExpiration || chat.ephemeralSettingTimestamp)
        ? expirationOf(addresses.phoneOf(chat.id), chat.ephemeralExpiration ?? 0, setAt)
        : undefined;
    return found === undefined ? [] : [{ batch: { expirations: [found] } }];
  });
}

function expirationOf(remoteJid: string, seconds: number, setAt: number): Expiration | undefined {
  if (!isPnUser(remoteJid) && !isLidUser(remoteJid)) return undefined;
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_SECONDS || !Number.isSafeInteger(setAt))
    return undefined;
  return { remoteJid, seconds, setAt };
}

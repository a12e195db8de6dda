import type { MessageStatus } from "@waxwing/contract";
import type { InboundMessage } from "@waxwing/core";
import { getDevice, proto, type WAMessage } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { type ReadContent, readContent, unreadable } from "../content/read-content.ts";
import { readContext } from "../content/read-context.ts";
import { textOf } from "../content/values.ts";
import { type MessagePlace, secondsOf } from "./message-place.ts";

const { Status } = proto.WebMessageInfo;

/** WhatsApp's numbers of statuses in the contract's words. */
export const statusNames: ReadonlyMap<number, MessageStatus> = new Map([
  [Status.ERROR, "ERROR"],
  [Status.PENDING, "PENDING"],
  [Status.SERVER_ACK, "SERVER_ACK"],
  [Status.DELIVERY_ACK, "DELIVERY_ACK"],
  [Status.READ, "READ"],
  [Status.PLAYED, "PLAYED"],
]);

/** The row of a message; undefined when there is nothing in it that anybody would see. */
export function messageRow(
  message: WAMessage,
  place: MessagePlace,
  { addresses, isHistory }: { readonly addresses: Addresses; readonly isHistory: boolean },
): InboundMessage | undefined {
  const mapping = (jid: string): string => addresses.phoneOf(jid);
  const content = contentOf(message, mapping);
  if (content === undefined) return undefined;
  return {
    ...place,
    pushName: textOf(message.pushName) ?? textOf(message.verifiedBizName),
    ...content,
    contextInfo: message.message ? readContext(message.message, mapping) : undefined,
    source: getDevice(place.keyId),
    status: statusOf(message),
    timestamp: secondsOf(message.messageTimestamp),
    engineData: encoded(message),
    ...(isHistory ? { isHistory } : {}),
  };
}

function contentOf(message: WAMessage, mapping: (jid: string) => string): ReadContent | undefined {
  // WhatsApp does not give linked devices what may be opened once only, but says that it is there.
  if (!message.message && message.key.isViewOnce) {
    return { messageType: "viewOnceMessage", message: { viewOnce: true } };
  }
  return message.message ? readContent(message.message, mapping) : undefined;
}

/** Others' messages have arrived at least, own ones are with WhatsApp at least. */
function statusOf(message: WAMessage): MessageStatus {
  const least = message.key.fromMe ? Status.SERVER_ACK : Status.DELIVERY_ACK;
  return statusNames.get(Math.max(least, message.status ?? least)) ?? "SERVER_ACK";
}

/** Undefined when Baileys cannot encode what it gave. */
export function encoded(message: proto.IWebMessageInfo): Buffer | undefined {
  try {
    return Buffer.from(proto.WebMessageInfo.encode(message).finish());
  } catch {
    return undefined;
  }
}

/** The row of a message that cannot be read at all: that it came is told all the same. */
export function unreadableRow(message: WAMessage, place: MessagePlace): InboundMessage {
  return {
    ...place,
    ...unreadable,
    source: "unknown",
    status: message.key.fromMe ? "SERVER_ACK" : "DELIVERY_ACK",
    timestamp: secondsOf(message.messageTimestamp),
  };
}

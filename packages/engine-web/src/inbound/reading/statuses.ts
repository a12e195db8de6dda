import type { InboundStatus } from "@waxwing/core";
import {
  type BaileysEventMap,
  type proto,
  proto as protobuf,
  toNumber,
  type WAMessage,
  type WAMessageKey,
} from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import type { Entry } from "../entry.ts";
import { placeOf, secondsOf } from "./message-place.ts";
import { statusNames } from "./message-row.ts";

const { Status } = protobuf.WebMessageInfo;

/** Statuses that receipts and acknowledgements brought. Changes of content are read from the messages that bring them. */
export function statusEntries(updates: BaileysEventMap["messages.update"], addresses: Addresses): Entry[] {
  return updates.flatMap(({ key, update }) => {
    const status = typeof update.status === "number" ? statusNames.get(update.status) : undefined;
    const place = placeOf({ key }, addresses);
    if (status === undefined || place === undefined) return [];
    const { keyId, remoteJid, fromMe } = place;
    const reported: InboundStatus = { keyId, remoteJid, fromMe, status, timestamp: secondsOf(update.messageTimestamp) };
    return [{ batch: { statuses: [status === "ERROR" ? { ...reported, error: errorOf(update) } : reported] } }];
  });
}

function errorOf({ messageStubParameters }: Partial<WAMessage>): NonNullable<InboundStatus["error"]> {
  const [code, text] = Array.isArray(messageStubParameters) ? messageStubParameters : [];
  return { code: Number(code) || 0, ...(typeof text === "string" ? { title: text } : {}) };
}

/** Who has got and read a message of a group or a status post. */
export function receiptEntries(updates: BaileysEventMap["message-receipt.update"], addresses: Addresses): Entry[] {
  return updates.flatMap(({ key, receipt }) => entriesOf(key, receipt, addresses));
}

/** Receipts that Baileys merged into the event of the message itself. */
export function mergedReceipts(message: WAMessage, addresses: Addresses): Entry[] {
  return (message.userReceipt ?? []).flatMap((receipt) => entriesOf(message.key, receipt, addresses));
}

function entriesOf(key: WAMessageKey, receipt: proto.IUserReceipt, addresses: Addresses): Entry[] {
  const { participant: _, ...ofChat } = key;
  const place = placeOf({ key: ofChat }, addresses);
  if (place === undefined || !receipt.userJid) return [];
  const { keyId, remoteJid, fromMe } = place;
  const reporter = addresses.phoneOf(receipt.userJid);
  const statuses: InboundStatus[] = [];
  const add = (status: number, at: number): void => {
    const name = statusNames.get(status);
    if (name === undefined || at === 0) return;
    // The account's own phone acknowledges what this account wrote; that is no reader.
    const isOwn = addresses.isOwn(reporter);
    if (isOwn && fromMe) statuses.push({ keyId, remoteJid, fromMe, status: "SERVER_ACK", timestamp: at });
    else statuses.push({ keyId, remoteJid, fromMe, participant: reporter, status: name, timestamp: at });
  };
  add(Status.DELIVERY_ACK, toNumber(receipt.receiptTimestamp));
  add(Status.READ, toNumber(receipt.readTimestamp));
  add(Status.PLAYED, toNumber(receipt.playedTimestamp));
  return statuses.length === 0 ? [] : [{ batch: { statuses } }];
}

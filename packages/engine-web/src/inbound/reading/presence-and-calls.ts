import type { BaileysEventMap, WACallEvent } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { present } from "../content/values.ts";
import { type Entry, stages } from "../entry.ts";

/** Who is typing, recording, online or gone in a chat. */
export function presenceEntry(update: BaileysEventMap["presence.update"], addresses: Addresses): Entry {
  const chat = addresses.phoneOf(update.id);
  const presences = Object.fromEntries(
    Object.entries(update.presences).map(([jid, { lastKnownPresence, lastSeen }]) => [
      addresses.phoneOf(jid),
      { lastKnownPresence, ...(lastSeen === undefined ? {} : { lastSeen }) },
    ]),
  );
  return {
    order: { chat, stage: stages.passing },
    batch: { passing: [{ type: "PRESENCE_UPDATE", data: { id: chat, presences } }] },
  };
}

/** Steps of a call that say how its media travel; nobody outside the call needs them. */
const SILENT: ReadonlySet<string> = new Set([
  "preaccept",
  "transport",
  "relaylatency",
] satisfies WACallEvent["status"][]);

/** What happened to a call; undefined for its inner steps. */
export function callEntry(call: WACallEvent, addresses: Addresses): Entry | undefined {
  if (SILENT.has(call.status)) return undefined;
  const chatId = addresses.phoneOf(call.groupJid ?? call.chatId);
  return {
    order: { chat: chatId, stage: stages.passing },
    batch: {
      passing: [
        {
          type: "CALL",
          data: present({
            chatId,
            from: addresses.phoneOf(call.callerPn ?? call.from),
            id: call.id,
            date: dateOf(call.date).toISOString(),
            offline: call.offline,
            status: call.status,
            isVideo: call.isVideo,
            isGroup: call.isGroup,
          }),
        },
      ],
    },
  };
}

function dateOf(date: Date): Date {
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

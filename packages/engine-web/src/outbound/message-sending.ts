import { WaxwingError } from "@waxwing/contract";
import type { MessageSending, OutgoingKind } from "@waxwing/core";
import type { Media } from "@waxwing/media";
import type { Outbound } from "@waxwing/outbound";
import type { WebSessions } from "../session.ts";
import { cancelled } from "./cancellation.ts";
import { createAcknowledgements } from "./delivery/acknowledgements.ts";
import { type DeliveryPatience, deliverMessage } from "./delivery/deliver.ts";
import { decodeEngineData } from "./engine-data.ts";
import { type ChatKnowledge, prepareMessage } from "./prepare.ts";

/** What sending is built with. */
export interface MessageSendingOptions extends ChatKnowledge {
  readonly sessions: WebSessions;
  readonly media: Media;
  /** The guarded fetch, for the pages of link previews. */
  readonly outbound: Pick<Outbound, "fetch">;
  /** Default: 60 seconds until a message leaves, 20 more until it is acknowledged. */
  readonly patience?: DeliveryPatience;
}

const sendable: ReadonlySet<OutgoingKind> = new Set<OutgoingKind>([
  "text",
  "image",
  "video",
  "document",
  "audio",
  "ptv",
  "voice",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "poll",
  "list",
  "buttons",
  "carousel",
  "status",
]);

/** Longest text that clients of WhatsApp let people write, in characters. */
const maxTextLength = 65_536;

/** Sends of one account leave one after the other: the first time has room for those that are before it. */
const usualPatience: DeliveryPatience = { departureMs: 60_000, acknowledgementMs: 20_000 };

/** Sends messages of all kinds over WhatsApp Web. */
export function createMessageSending(options: MessageSendingOptions): MessageSending {
  const { sessions, media, outbound, patience = usualPatience } = options;
  const acknowledgements = createAcknowledgements();
  return {
    sendable,
    maxTextLength,
    // The id is chosen before the send: WhatsApp's clients show two messages of one id once.
    isRepeatable: true,
    async prepareSend(instance, message, signal) {
      const tools = { session: sessions.of(instance), media, outbound, signal };
      try {
        const prepared = await prepareMessage(message, options, tools);
        if (signal.aborted) throw cancelled(signal);
        return prepared;
      } catch (error) {
        throw signal.aborted && !(error instanceof WaxwingError) ? cancelled(signal) : error;
      }
    },
    async deliver(instance, { engineData, noted }, signal) {
      const stored = decodeEngineData(engineData);
      await deliverMessage(sessions.of(instance), stored, { acknowledgements, patience, noted, signal });
      return { messageId: stored.id, remoteJid: stored.remoteJid };
    },
  };
}

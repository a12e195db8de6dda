import type { ContextInfo, MessageContent } from "@waxwing/contract";
import type { z } from "zod";
import type { EngineInstance } from "../engine.ts";

/** The message that a reply refers to, completed from the store by the core. */
export interface QuotedMessage {
  readonly id: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly participant: string | undefined;
  readonly message: MessageContent;
  /** The message in the engine's own form, when it is stored. */
  readonly engineData: Buffer | undefined;
}

/** A button of `sendButtons`, checked by the contract. */
export interface OutgoingButton {
  readonly type: "reply" | "copy" | "url" | "call" | "pix";
  readonly displayText?: string | undefined;
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly copyCode?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly currency?: string | undefined;
  readonly name?: string | undefined;
  readonly keyType?: "phone" | "email" | "cpf" | "cnpj" | "random" | undefined;
  readonly key?: string | undefined;
}

/** A card of a carousel, with 1 to 3 buttons (no pix). */
export interface OutgoingCard {
  readonly title?: string | undefined;
  readonly body: string;
  readonly footer?: string | undefined;
  /** Picture above the text. */
  readonly imageUrl?: string | undefined;
  readonly buttons: readonly OutgoingButton[];
}

/** A contact card. */
export interface OutgoingContact {
  readonly fullName: string;
  readonly phoneNumber: string;
  readonly wuid?: string | undefined;
  readonly organization?: string | undefined;
  readonly email?: string | undefined;
  readonly url?: string | undefined;
}

/** What is sent. `media` fields are sources as `@waxwing/media` opens them: URL, base64, data URI or upload. */
export type OutgoingContent =
  | { readonly kind: "text"; readonly text: string; readonly linkPreview: boolean | undefined }
  | {
      readonly kind: "image" | "video" | "document" | "audio";
      readonly media: string;
      readonly mimetype?: string | undefined;
      readonly caption?: string | undefined;
      readonly fileName?: string | undefined;
      readonly gifPlayback?: boolean | undefined;
      /** Where a video that plays like a GIF is from: 0 nowhere, 1 GIPHY, 2 Tenor. */
      readonly gifAttribution?: number | undefined;
    }
  | { readonly kind: "ptv"; readonly media: string }
  /** `convert: false`: sent as it is, as a voice note all the same. */
  | { readonly kind: "voice"; readonly media: string; readonly convert: boolean }
  | { readonly kind: "sticker"; readonly media: string; readonly convert: boolean }
  | {
      readonly kind: "location";
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string | undefined;
      readonly address?: string | undefined;
    }
  | { readonly kind: "contacts"; readonly contacts: readonly OutgoingContact[] }
  /** An empty text takes the reaction back. */
  | {
      readonly kind: "reaction";
      readonly key: {
        readonly remoteJid: string;
        readonly fromMe: boolean;
        readonly id: string;
        readonly participant: string | undefined;
      };
      readonly text: string;
    }
  /** `selectableCount` 0: any number. */
  | {
      readonly kind: "poll";
      readonly name: string;
      readonly values: readonly string[];
      readonly selectableCount: number;
    }
  | {
      readonly kind: "list";
      readonly title: string;
      readonly description?: string | undefined;
      readonly buttonText: string;
      readonly footerText?: string | undefined;
      readonly sections: readonly {
        readonly title: string;
        readonly rows: readonly {
          readonly title: string;
          readonly rowId: string;
          readonly description?: string | undefined;
        }[];
      }[];
    }
  | {
      readonly kind: "buttons";
      readonly title: string;
      readonly description?: string | undefined;
      readonly footer?: string | undefined;
      readonly thumbnailUrl?: string | undefined;
      readonly buttons: readonly OutgoingButton[];
    }
  | { readonly kind: "carousel"; readonly body: string; readonly cards: readonly OutgoingCard[] }
  /** A post for `audience`; `remoteJid` is `status@broadcast`. */
  | {
      readonly kind: "status";
      readonly type: "text" | "image" | "video" | "audio";
      /** The text, or a media source. */
      readonly content: string;
      readonly caption?: string | undefined;
      /** `#RRGGBB` */
      readonly backgroundColor: string;
      readonly font: number;
      readonly audience: readonly string[];
    };

export type OutgoingKind = OutgoingContent["kind"];

/** A message on its way out. */
export interface OutgoingMessage {
  /** Our id of this attempt (UUID); Cloud API carries it as `biz_opaque_callback_data`, statuses bring it back. */
  readonly attemptId: string;
  /** WhatsApp's id wished by the caller. */
  readonly messageId: string | undefined;
  /** Where to, as normalised and resolved by the core. */
  readonly remoteJid: string;
  readonly content: OutgoingContent;
  readonly quoted: QuotedMessage | undefined;
  readonly mentioned: readonly string[];
  readonly mentionsEveryOne: boolean;
}

/** A message that is complete: media are uploaded, the id is chosen; nothing has been sent. */
export interface PreparedMessage {
  /** WhatsApp's id when the engine chooses it before the send, else undefined (Cloud API learns it from the answer). */
  readonly messageId: string | undefined;
  /** What is stored and shown. */
  readonly messageType: string;
  readonly message: MessageContent;
  readonly contextInfo: z.infer<typeof ContextInfo> | null;
  /** The message in the engine's own form, kept with the attempt so that it can be delivered again under the same id. */
  readonly engineData: Buffer | undefined;
  /** What the recipient may not see as it was asked for, in sentences for people. */
  readonly warnings?: readonly string[] | undefined;
}

/** A prepared message with what `deliver` needs; from `prepareSend` or, after a crash, from the stored attempt. */
export interface DeliverableMessage {
  readonly attemptId: string;
  readonly remoteJid: string;
  readonly messageId: string | undefined;
  readonly message: MessageContent;
  readonly engineData: Buffer | undefined;
  /**
   * Resolves once the attempt is stored: WhatsApp must not get the message before. Rejects when it cannot be stored, and
   * then nothing is sent. An engine may do whatever comes before the message leaves meanwhile.
   */
  readonly noted: Promise<void>;
  /** Only of a send that was prepared just now. */
  readonly outgoing: OutgoingMessage | undefined;
}

/** WhatsApp accepted a message. */
export interface SendReceipt {
  /** WhatsApp's id. */
  readonly messageId: string;
  /** The chat as WhatsApp names it (its wa_id may differ from the number that was given). */
  readonly remoteJid: string;
}

/** Capability: send messages. */
export interface MessageSending {
  /** What it can send; everything else answers NOT_SUPPORTED_BY_ENGINE. */
  readonly sendable: ReadonlySet<OutgoingKind>;
  /** Longest text in characters (code points). */
  readonly maxTextLength: number;
  /** Whether delivering the same prepared message again is the same message for WhatsApp (the id is ours). */
  readonly isRepeatable: boolean;
  /** Makes a message complete: fetches, converts and uploads media, builds the content. Sends nothing. */
  prepareSend(instance: EngineInstance, message: OutgoingMessage, signal: AbortSignal): Promise<PreparedMessage>;
  /**
   * Hands a message to WhatsApp and waits until it is accepted. Throws SEND_OUTCOME_UNKNOWN exactly when WhatsApp may
   * have taken it without our knowing; any other error means that it was not taken.
   */
  deliver(instance: EngineInstance, message: DeliverableMessage, signal: AbortSignal): Promise<SendReceipt>;
}

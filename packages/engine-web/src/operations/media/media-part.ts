import { WaxwingError } from "@waxwing/contract";
import type { MediaType, proto } from "@whiskeysockets/baileys";
import { unwrap } from "../../inbound/content/unwrap.ts";

/** The part of a message that describes a file. */
export interface MediaPart {
  /** Name of the content's field: `imageMessage`. */
  readonly field: string;
  /** What the file's keys are derived for. */
  readonly kind: MediaType;
  /** The description itself, inside its message: what is written to it is written to the message. */
  readonly content: MediaDescription;
}

/** What the kinds of media have in common, and what some of them have beside. */
export type MediaDescription = Pick<
  proto.Message.IImageMessage,
  "directPath" | "url" | "mediaKey" | "fileSha256" | "fileLength" | "mimetype"
> &
  Partial<Pick<proto.Message.IImageMessage, "caption" | "width" | "height">> &
  Partial<Pick<proto.Message.IDocumentMessage, "fileName">>;

const KINDS = {
  imageMessage: "image",
  videoMessage: "video",
  ptvMessage: "video",
  audioMessage: "audio",
  documentMessage: "document",
  stickerMessage: "sticker",
} as const satisfies Partial<Record<keyof proto.IMessage, MediaType>>;

type MediaField = keyof typeof KINDS;

/** The file of a message, whatever it is wrapped in. Throws MESSAGE_NOT_COMPATIBLE when it has none. */
export function mediaPartOf(message: proto.IMessage): MediaPart {
  const { message: inner } = unwrap(message);
  for (const field of Object.keys(KINDS) as MediaField[]) {
    const content = inner[field];
    if (content) return { field, kind: KINDS[field], content };
  }
  throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "The message has no medium.");
}

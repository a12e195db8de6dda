import { z } from "zod";
import { Contacts } from "./contacts.ts";
import { Interactive } from "./interactive.ts";
import { Audio, Document, Image, Sticker, Video } from "./media.ts";
import { Template } from "./template.ts";

/** Meta's limit on the body of a text message, in characters. */
export const TEXT_LIMIT = 4096;

const coordinate = (limit: number) =>
  z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).refine((value) => Math.abs(Number(value)) <= limit, {
    error: `must be between -${limit} and ${limit}`,
  });

const Location = z.strictObject({
  latitude: coordinate(90),
  longitude: coordinate(180),
  name: z.string().max(1000).optional(),
  address: z.string().max(1000).optional(),
});

/** What every message has. `recipient_type` and `type` may be missing: Graph takes an individual and a text then. */
const envelope = {
  messaging_product: z.literal("whatsapp"),
  recipient_type: z.enum(["individual", "group"]).default("individual"),
  to: z.string().min(1),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};

function message<Shape extends z.core.$ZodLooseShape>(content: Shape) {
  return z.object({ ...envelope, ...content });
}

/** One schema for each value of `type`. Source: Cloud API reference, "Messages". */
export const MESSAGE_SCHEMAS = {
  text: message({
    type: z.literal("text"),
    text: z.strictObject({ body: z.string().min(1).max(TEXT_LIMIT), preview_url: z.boolean().optional() }),
  }),
  image: message({ type: z.literal("image"), image: Image }),
  video: message({ type: z.literal("video"), video: Video }),
  audio: message({ type: z.literal("audio"), audio: Audio }),
  document: message({ type: z.literal("document"), document: Document }),
  sticker: message({ type: z.literal("sticker"), sticker: Sticker }),
  location: message({ type: z.literal("location"), location: Location }),
  contacts: message({ type: z.literal("contacts"), contacts: Contacts }),
  reaction: message({
    type: z.literal("reaction"),
    // An empty emoji takes the reaction back.
    reaction: z.strictObject({ message_id: z.string().min(1), emoji: z.string().max(64) }),
  }),
  interactive: message({ type: z.literal("interactive"), interactive: Interactive }),
  template: message({ type: z.literal("template"), template: Template }),
};

export type MessageType = keyof typeof MESSAGE_SCHEMAS;
/** A message as a business sends it, checked. */
export type SendMessage = { [Type in MessageType]: z.output<(typeof MESSAGE_SCHEMAS)[Type]> }[MessageType];

/** "Mark as read", with the optional typing indicator. Same path as a message, told apart by `status`. */
export const ReadReceipt = z.object({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal("text") }).optional(),
});
export type ReadReceipt = z.output<typeof ReadReceipt>;

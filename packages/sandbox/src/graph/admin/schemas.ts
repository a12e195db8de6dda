import { z } from "zod";
import { isPhoneNumber } from "../phone.ts";

const Phone = z.string().refine(isPhoneNumber, { error: "must be a phone number" });
const times = z.int().min(1).optional();
const on = z.enum(["messages", "media", "any"]).optional();
/** To which number the contact writes, what it quotes, and how long the call waits for the receiver of the webhook. */
const delivery = {
  to: z.string().optional(),
  quoted: z.string().optional(),
  waitMs: z.int().min(0).max(60_000).default(10_000),
};

export const NewPhoneNumber = z.strictObject({
  id: z.string().regex(/^\d+$/).optional(),
  displayPhoneNumber: z.string().optional(),
  verifiedName: z.string().optional(),
  businessId: z.string().regex(/^\d+$/).optional(),
});

export const NewContact = z.strictObject({
  phone: Phone,
  name: z.string().min(1).optional(),
  waId: z.string().regex(/^\d+$/).optional(),
  echo: z.boolean().optional(),
});

export const Say = z.strictObject({ text: z.string().min(1).max(65_536), ...delivery });
export const React = z.strictObject({ messageId: z.string().min(1), emoji: z.string(), ...delivery });
export const Tap = z.strictObject({ messageId: z.string().min(1), choiceId: z.string().min(1), ...delivery });
export const Send = z.strictObject({ type: z.string().min(1), content: z.unknown(), ...delivery });
export const SendMedia = z.strictObject({
  type: z.enum(["image", "video", "audio", "document", "sticker"]),
  base64: z.base64(),
  mimeType: z.string().min(1),
  caption: z.string().optional(),
  filename: z.string().optional(),
  voice: z.boolean().optional(),
  ...delivery,
});
export const Read = z.strictObject({ messageId: z.string().optional(), waitMs: delivery.waitMs });

export const NewFault = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("error"),
    code: z.int(),
    status: z.int().min(400).max(599).optional(),
    details: z.string().optional(),
    times,
    on,
  }),
  z.strictObject({
    kind: z.literal("http"),
    status: z.int().min(100).max(599).default(500),
    body: z.string().default("Internal Server Error"),
    times,
    on,
  }),
  z.strictObject({ kind: z.literal("hang"), ms: z.int().min(0), times, on }),
  z.strictObject({ kind: z.literal("delay"), ms: z.int().min(0), times, on }),
  z.strictObject({ kind: z.literal("drop-after-accept"), times }),
  z.strictObject({ kind: z.literal("failed-status"), code: z.int(), details: z.string().optional(), times }),
]);

export const Statuses = z.strictObject({ enabled: z.boolean() });
export const Webhook = z.strictObject({ url: z.url({ protocol: /^https?$/ }).nullable() });
export const WebhookPost = z.strictObject({ payload: z.unknown(), signature: z.string().nullable().optional() });
export const TranscriptQuery = z.object({
  limit: z.coerce.number().int().min(1).default(100),
  kind: z.enum(["request", "webhook"]).optional(),
});

import { z } from "zod";

/*
 * The outer shapes of Meta's webhook. Lists hold unknowns: each element is parsed by itself, so that one that cannot be
 * read costs nobody else a message. Unknown fields are ignored. Source: Meta, "Webhooks reference: messages".
 */

/** Any body of this webhook; `object` names what it is about. */
export const WebhookPayload = z.object({ object: z.string() });

export const WHATSAPP_OBJECT = "whatsapp_business_account";

export const WhatsAppPayload = z.object({ entry: z.array(z.unknown()) });

export const Entry = z.object({ changes: z.array(z.unknown()) });

export const Change = z.object({ field: z.string().default("messages"), value: z.unknown().optional() });

const list = z.array(z.unknown()).nullish().catch(undefined);

/** The value of a change of the field `messages`. */
export const MessagesValue = z.object({
  metadata: z.object({ phone_number_id: z.string().min(1).max(100) }),
  contacts: list,
  messages: list,
  statuses: list,
  errors: list,
});
export type MessagesValue = z.infer<typeof MessagesValue>;

const optionalText = z.string().optional().catch(undefined);

/** Who wrote. */
export const ContactElement = z.object({
  wa_id: optionalText,
  user_id: optionalText,
  profile: z.object({ name: optionalText, username: optionalText }).optional().catch(undefined),
});

const id = z.string().min(1).max(255);

/** A message; the content of the types without a field here stays in Meta's own object. */
export const MessageElement = z.object({
  id,
  from: optionalText,
  from_user_id: optionalText,
  group_id: optionalText,
  timestamp: z.unknown().optional(),
  type: optionalText,
  text: z.object({ body: z.string() }).optional().catch(undefined),
  context: z
    .object({ id: id.optional().catch(undefined), from: optionalText })
    .optional()
    .catch(undefined),
});
export type MessageElement = z.infer<typeof MessageElement>;

/** What became of a message. */
export const StatusElement = z.object({
  id,
  status: z.string(),
  timestamp: z.unknown().optional(),
  recipient_id: optionalText,
  recipient_user_id: optionalText,
  recipient_type: optionalText,
  biz_opaque_callback_data: z.uuid().optional().catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
});
export type StatusElement = z.infer<typeof StatusElement>;

/** An error inside a status, or of a whole change. */
export const ErrorElement = z.object({
  code: z.number().optional().catch(undefined),
  title: optionalText,
  message: optionalText,
  error_data: z.object({ details: optionalText }).optional().catch(undefined),
});

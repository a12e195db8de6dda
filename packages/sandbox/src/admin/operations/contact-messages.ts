import { z } from "zod";
import type { SentByContact } from "../../contact/contact.ts";
import { AdminError, defined } from "../../graph/admin/check.ts";
import { Base64, Done, done, PhonePath, WriteTo } from "../fields.ts";
import { contactOf, receivedBy } from "../found.ts";
import { type AdminOperation, operation } from "../operation.ts";

const MEGABYTE = 1024 * 1024;

const quoted = z.string().min(1).optional().describe("Id of the message that is quoted");
const waitMs = z.int().min(0).max(60_000).default(10_000).describe("How long to wait for the receiver of the webhook");

const Sent = z.object({
  id: z.string(),
  via: z.enum(["web", "cloud"]),
  delivered: z
    .boolean()
    .describe("Whether WhatsApp's server has it, or the receiver of the webhook has answered 200 within `waitMs`"),
});
const SentId = z.object({ id: z.string() });
const messageId = z.string().min(1);

/** What a contact does with messages. */
export const contactMessageOperations: readonly AdminOperation[] = [
  operation({
    method: "POST",
    path: "/contacts/{phone}/say",
    id: "say",
    tag: "Contacts",
    summary: "Write a text",
    params: PhonePath,
    body: z.strictObject({ text: z.string().min(1).max(65_536), to: WriteTo, quoted, waitMs }),
    answer: Sent,
    handle: ({ params, body: { text, waitMs: limitMs, ...options } }, sandbox) =>
      outcome(contactOf(sandbox, params.phone).post(text, options), limitMs),
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/media",
    id: "sendMedia",
    tag: "Contacts",
    summary: "Send a file: image, video, audio, document or sticker",
    description: "Over WhatsApp it is encrypted and goes through the media server.",
    params: PhonePath,
    body: z.strictObject({
      type: z.enum(["image", "video", "audio", "document", "sticker"]),
      base64: Base64,
      mimeType: z.string().min(1),
      caption: z.string().optional(),
      filename: z.string().optional(),
      voice: z.boolean().optional().describe("For audio: a voice note"),
      to: WriteTo,
      quoted,
    }),
    bodyLimitBytes: 150 * MEGABYTE,
    answer: SentId,
    handle: ({ params, body: { base64, to: place, quoted: reply, ...media } }, sandbox) =>
      contactOf(sandbox, params.phone).sendMedia(
        { ...defined(media), bytes: Buffer.from(base64, "base64") },
        { to: place, quoted: reply },
      ),
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/react",
    id: "react",
    tag: "Contacts",
    summary: "React to a received message; an empty emoji takes it back",
    params: PhonePath,
    body: z.strictObject({ messageId, emoji: z.string() }),
    answer: SentId,
    handle: ({ params, body }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      return contact.react(receivedBy(contact, body.messageId).id, body.emoji);
    },
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/tap",
    id: "tap",
    tag: "Contacts",
    summary: "Tap a button or a list row of a received message",
    params: PhonePath,
    body: z.strictObject({ messageId, choiceId: z.string().min(1) }),
    answer: SentId,
    handle: ({ params, body }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      return contact.tap(receivedBy(contact, body.messageId).id, body.choiceId);
    },
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/read",
    id: "read",
    tag: "Contacts",
    summary: "Read one received message, or all that are unread",
    params: PhonePath,
    body: z.strictObject({
      messageId: messageId.optional(),
      played: z.boolean().default(false).describe("Play it, too"),
    }),
    answer: Done,
    handle: async ({ params, body }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      if (body.messageId !== undefined) receivedBy(contact, body.messageId);
      else if (body.played) throw new AdminError(400, "say which message is played");
      await contact.read(body.messageId);
      if (body.played && body.messageId !== undefined) await contact.played(body.messageId);
      return done;
    },
  }),
];

/** Whether the other side has it within `limitMs`; a webhook that was given up is a 409. */
async function outcome({ id, via, taken }: SentByContact, limitMs: number): Promise<z.input<typeof Sent>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  const result = await Promise.race([taken, late]).finally(() => clearTimeout(timer));
  if (result !== null && !result.ok) throw new AdminError(409, `message ${id} was not taken: ${result.reason}`);
  return { id, via, delivered: result !== null };
}

import { z } from "zod";
import type { Contact } from "../../contact/contact.ts";
import type { ReceivedByContact } from "../../contact/received.ts";
import { defined } from "../../graph/admin/check.ts";
import { Done, done, Phone, PhonePath, WriteTo, wholeNumber } from "../fields.ts";
import { contactOf, receivedBy } from "../found.ts";
import { type AdminOperation, operation } from "../operation.ts";

const ContactAnswer = z.object({
  phone: z.string(),
  waId: z.string().describe("Its id in webhooks of the Cloud API"),
  name: z.string(),
  echo: z.boolean(),
  received: z.int(),
});

const Received = z.object({
  id: z.string(),
  via: z.enum(["web", "cloud"]),
  from: z.string().describe("Digits of the sender's number"),
  chat: z.string(),
  type: z.string(),
  text: z.string().nullable(),
  quotedId: z.string().nullable(),
  at: z.number().describe("Unix time in milliseconds"),
  message: z.unknown().describe("The whole content: `Message` protobuf as JSON, or the request to Graph"),
});

export const contactOperations: readonly AdminOperation[] = [
  operation({
    method: "GET",
    path: "/contacts",
    id: "listContacts",
    tag: "Contacts",
    summary: "Contacts that were asked for, oldest first",
    answer: z.array(ContactAnswer),
    handle: (_input, { contacts }) => contacts.map(describe),
  }),
  operation({
    method: "POST",
    path: "/contacts",
    id: "createContact",
    tag: "Contacts",
    summary: "Make a person with a phone, reachable by WhatsApp Web and by the Cloud API, or change one",
    body: z.strictObject({
      phone: Phone,
      name: z.string().min(1).optional(),
      echo: z.boolean().optional().describe("Whether it answers each text with the same text"),
    }),
    status: 201,
    answer: ContactAnswer,
    handle: async ({ body: { phone, ...options } }, sandbox) => describe(await sandbox.contact(phone, options)),
  }),
  operation({
    method: "GET",
    path: "/contacts/{phone}",
    id: "getContact",
    tag: "Contacts",
    summary: "One contact",
    params: PhonePath,
    answer: ContactAnswer,
    handle: ({ params }, sandbox) => describe(contactOf(sandbox, params.phone)),
  }),
  operation({
    method: "GET",
    path: "/contacts/{phone}/received",
    id: "listReceived",
    tag: "Contacts",
    summary: "What the contact received, decrypted, oldest first",
    description: "With `waitMs` the answer waits for the first message that fits and is an empty list when none came.",
    params: PhonePath,
    query: z.strictObject({
      type: z.string().optional(),
      text: z.string().optional().describe("Exactly this text"),
      via: z.enum(["web", "cloud"]).optional(),
      from: Phone.optional(),
      after: z.string().optional().describe("Only messages that came after the one with this id"),
      limit: wholeNumber(1, 10_000).default(100).describe("The newest so many"),
      waitMs: wholeNumber(0, 60_000).default(0),
    }),
    answer: z.array(Received),
    handle: async ({ params, query }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      const { type, text, via, from, after: afterId, limit, waitMs: timeoutMs } = query;
      const after = afterId === undefined ? undefined : receivedBy(contact, afterId);
      const fits = (message: ReceivedByContact): boolean =>
        (type === undefined || message.type === type) &&
        (text === undefined || message.text === text) &&
        (via === undefined || message.via === via) &&
        (from === undefined || message.from === from);
      if (timeoutMs > 0) await contact.received(fits, { timeoutMs, ...defined({ after }) }).catch(() => undefined);
      const start = after === undefined ? 0 : contact.messages.indexOf(after) + 1;
      return contact.messages.slice(start).filter(fits).slice(-limit).map(describeReceived);
    },
  }),
  operation({
    method: "GET",
    path: "/contacts/{phone}/received/{messageId}/media",
    id: "getReceivedMedia",
    tag: "Contacts",
    summary: "The file of a received medium, decrypted and checked against its hashes",
    params: PhonePath.extend({ messageId: z.string().min(1) }),
    answer: z.unknown(),
    answerType: "application/octet-stream",
    handle: ({ params }, sandbox) => receivedBy(contactOf(sandbox, params.phone), params.messageId).media(),
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/type",
    id: "type",
    tag: "Contacts",
    summary: "Show as typing, recording or neither",
    description: "Only WhatsApp Web clients see it: Meta does not tell businesses (409).",
    params: PhonePath,
    body: z.strictObject({ kind: z.enum(["composing", "recording", "paused"]).default("composing"), to: WriteTo }),
    answer: Done,
    handle: async ({ params, body: { kind, to: place } }, sandbox) => {
      await contactOf(sandbox, params.phone).type(kind, { to: place });
      return done;
    },
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/presence",
    id: "setPresence",
    tag: "Contacts",
    summary: "Come online, or go offline",
    params: PhonePath,
    body: z.strictObject({ available: z.boolean() }),
    answer: Done,
    handle: ({ params, body }, sandbox) => {
      sandbox.world.presence.setAvailable(contactOf(sandbox, params.phone).web.account, body.available);
      return done;
    },
  }),
];

function describe(contact: Contact): z.input<typeof ContactAnswer> {
  return {
    phone: contact.phone,
    waId: contact.cloud.waId,
    name: contact.name,
    echo: contact.isEcho,
    received: contact.messages.length,
  };
}

function describeReceived(received: ReceivedByContact): z.input<typeof Received> {
  const { id, via, from, chat, type, text, quotedId, at, message } = received;
  return { id, via, from, chat, type, text, quotedId, at, message };
}

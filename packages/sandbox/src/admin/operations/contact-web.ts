import { z } from "zod";
import { defined } from "../../graph/admin/check.ts";
import { Phone, PhonePath, WriteTo } from "../fields.ts";
import { accountsOf, contactOf, knownTo } from "../found.ts";
import { readMessage } from "../message-json.ts";
import { type AdminOperation, operation } from "../operation.ts";

const SentOverWeb = z.object({ id: z.string(), chat: z.string().describe("JID of the conversation") });
const messageId = z.string().min(1);
const to = WriteTo.describe("Phone number of a WhatsApp user, or JID; when absent: whoever wrote last over WhatsApp");

/** What people do on WhatsApp and the Cloud API knows nothing of. */
export const contactWebOperations: readonly AdminOperation[] = [
  operation({
    method: "POST",
    path: "/contacts/{phone}/poll",
    id: "sendPoll",
    tag: "Contacts",
    summary: "Ask a poll (WhatsApp only)",
    params: PhonePath,
    body: z
      .strictObject({
        question: z.string().min(1),
        options: z
          .array(z.string().min(1))
          .min(2)
          .max(12)
          .refine((options) => new Set(options).size === options.length, { error: "must all be different" }),
        selectable: z.int().min(0).default(0).describe("How many may be chosen; 0 for any number"),
        to,
      })
      .refine(({ options, selectable }) => selectable <= options.length, {
        path: ["selectable"],
        error: "must not be more than there are options",
      }),
    answer: SentOverWeb,
    handle: ({ params, body: { to: place, ...poll } }, sandbox) =>
      contactOf(sandbox, params.phone).web.sendPoll(poll, { to: place }),
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/vote",
    id: "vote",
    tag: "Contacts",
    summary: "Vote in a poll that the contact got or asked (WhatsApp only)",
    params: PhonePath,
    body: z.strictObject({
      pollId: messageId,
      options: z.array(z.string()).describe("By name; none takes the vote back"),
    }),
    answer: SentOverWeb,
    handle: ({ params, body: { pollId, options } }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      return contact.web.vote(knownTo(contact, pollId), ...options);
    },
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/location",
    id: "sendLocation",
    tag: "Contacts",
    summary: "Send a location (WhatsApp only)",
    params: PhonePath,
    body: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().optional(),
      address: z.string().optional(),
      to,
    }),
    answer: SentOverWeb,
    handle: ({ params, body: { to: place, ...location } }, sandbox) =>
      contactOf(sandbox, params.phone).web.sendLocation(defined(location), { to: place }),
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/edit",
    id: "edit",
    tag: "Contacts",
    summary: "Change the text of a message that the contact sent (WhatsApp only)",
    params: PhonePath,
    body: z.strictObject({ messageId, text: z.string().min(1) }),
    answer: SentOverWeb,
    handle: ({ params, body }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      return contact.web.edit(knownTo(contact, body.messageId), body.text);
    },
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/delete",
    id: "deleteMessage",
    tag: "Contacts",
    summary: "Delete a message for everyone (WhatsApp only)",
    params: PhonePath,
    body: z.strictObject({ messageId }),
    answer: SentOverWeb,
    handle: ({ params, body }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      return contact.web.delete(knownTo(contact, body.messageId));
    },
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/status",
    id: "postStatus",
    tag: "Contacts",
    summary: "Post a text as a status (WhatsApp only)",
    params: PhonePath,
    body: z.strictObject({
      text: z.string().min(1),
      audience: z
        .array(Phone)
        .min(1)
        .optional()
        .describe("Everybody whom the contact has exchanged messages with, when absent"),
    }),
    answer: SentOverWeb,
    handle: ({ params, body: { text, audience } }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      return contact.web.postStatus(text, {
        audience: audience && accountsOf(sandbox, audience).map(({ phone }) => phone),
      });
    },
  }),
  operation({
    method: "POST",
    path: "/contacts/{phone}/send",
    id: "sendProtobuf",
    tag: "Contacts",
    summary: "Send any content as `Message` protobuf in JSON (WhatsApp only)",
    params: PhonePath,
    body: z.strictObject({ message: z.record(z.string(), z.unknown()), to }),
    answer: SentOverWeb,
    handle: ({ params, body }, sandbox) =>
      contactOf(sandbox, params.phone).web.send(readMessage(body.message), { to: body.to }),
  }),
  operation({
    method: "GET",
    path: "/contacts/{phone}/receipts/{messageId}",
    id: "listReceipts",
    tag: "Contacts",
    summary: "Who got, read and played a message that the contact sent (WhatsApp only)",
    params: PhonePath.extend({ messageId }),
    answer: z.array(
      z.object({
        messageId: z.string(),
        kind: z.enum(["delivered", "read", "played"]),
        from: z.string(),
        at: z.number().describe("Unix seconds"),
      }),
    ),
    handle: ({ params }, sandbox) => {
      const contact = contactOf(sandbox, params.phone);
      return contact.web.receiptsFor(knownTo(contact, params.messageId)).map((each) => ({ ...each }));
    },
  }),
];

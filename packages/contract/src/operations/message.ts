import { z } from "zod";
import { mutation } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { SentMessage } from "../models/message.ts";
import { MessageReference } from "../models/message-key.ts";
import { sendErrors } from "./engine-errors.ts";
import { isReaction } from "./message/emoji.ts";
import { interactiveMessages } from "./message/interactive.ts";
import { mediaMessages } from "./message/media.ts";
import { evolutionSentMessage, postFields, sendFields } from "./message/send-fields.ts";
import { statusMessages } from "./message/status.ts";

const ContactCardInput = model("ContactCardInput", "A contact card", {
  fullName: field(z.string().min(1).max(255), "Name", "Maria Silva"),
  phoneNumber: field(z.string().trim().min(5).max(32), "Phone number as people read it", "+55 11 99999-9999"),
  wuid: field(
    z.string().trim().min(5).max(128),
    "Number or JID of the account; the digits of phoneNumber when left out",
    "5511999999999",
  ).optional(),
  organization: field(z.string().max(255), "Company", "My shop").optional(),
  email: field(z.string().max(255), "E-mail address", "maria@example.com").optional(),
  url: field(z.string().max(2048), "Page", "https://example.com").optional(),
});

export const message = {
  sendText: mutation({
    rest: { method: "POST", path: "/message/sendText/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a text message",
    description: "Sends a text to a number or group; answers when WhatsApp has accepted it.",
    input: z.object({
      ...sendFields,
      text: field(z.string().min(1).max(65_536), "The text", "Hello"),
      linkPreview: field(z.boolean(), "Show a preview of the first link", true).optional(),
    }),
    output: SentMessage,
    errors: sendErrors,
    example: { instanceName: "my-instance", number: "5511999999999", text: "Hello" },
    evolutionAnswer: evolutionSentMessage,
  }),

  ...mediaMessages,

  sendLocation: mutation({
    rest: { method: "POST", path: "/message/sendLocation/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a place",
    description: "Sends a place on the map, with a name and an address where they are given.",
    input: z.object({
      ...sendFields,
      latitude: field(z.number().min(-90).max(90), "Latitude in degrees", -23.5505),
      longitude: field(z.number().min(-180).max(180), "Longitude in degrees", -46.6333),
      name: field(z.string().max(1024), "Name of the place", "Praça da Sé").optional(),
      address: field(z.string().max(1024), "Address", "São Paulo, Brazil").optional(),
    }),
    output: SentMessage,
    errors: sendErrors,
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      latitude: -23.5505,
      longitude: -46.6333,
      name: "Praça da Sé",
      address: "São Paulo, Brazil",
    },
    evolutionAnswer: evolutionSentMessage,
  }),

  sendContact: mutation({
    rest: { method: "POST", path: "/message/sendContact/:instanceName", status: 201 },
    access: "instance",
    summary: "Send contact cards",
    description: "Sends one contact card or several in one message.",
    input: z.object({
      ...sendFields,
      contact: z.array(ContactCardInput).min(1).max(100).meta({ description: "The cards" }),
    }),
    output: SentMessage,
    errors: sendErrors,
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      contact: [{ fullName: "Maria Silva", wuid: "5511888888888", phoneNumber: "+55 11 88888-8888" }],
    },
    evolutionAnswer: evolutionSentMessage,
  }),

  sendReaction: mutation({
    rest: { method: "POST", path: "/message/sendReaction/:instanceName", status: 201 },
    access: "instance",
    summary: "React to a message",
    description: "Puts an emoji on a message; an empty one takes it off.",
    input: z.object({
      ...postFields,
      key: MessageReference,
      reaction: field(
        z.string().max(64).refine(isReaction, "must be one emoji, or empty to remove the reaction"),
        "One emoji; empty to remove it",
        "👍",
      ),
    }),
    output: SentMessage,
    errors: sendErrors.filter((code) => code !== "QUOTED_MESSAGE_NOT_FOUND"),
    example: {
      instanceName: "my-instance",
      key: { remoteJid: "5511999999999@s.whatsapp.net", fromMe: false, id: "3EB0C767D26A1D8F0B5E" },
      reaction: "👍",
    },
    evolutionAnswer: evolutionSentMessage,
  }),

  ...interactiveMessages,
  ...statusMessages,
};

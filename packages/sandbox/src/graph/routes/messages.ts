import type { VirtualContact } from "../contact.ts";
import { GraphError, invalidParameter, unknownObject } from "../errors.ts";
import type { LaterFailure } from "../exchange.ts";
import type { PhoneNumber } from "../model.ts";
import { phoneDigits } from "../phone.ts";
import type { ReadReceipt, SendMessage } from "../schemas/message.ts";
import { parseMessagesRequest } from "../schemas/parse.ts";
import type { GraphContext, Routes } from "./context.ts";

/** How long a typing indicator shows when nothing is sent (Cloud API, "Typing indicators"). */
const TYPING_MS = 25_000;
const SERVICE_WINDOW_MS = 24 * 3600 * 1000;

/** `POST /{phone-number-id}/messages`: send a message, or mark one as read. */
export const messagesRoutes: Routes = (app, context) => {
  const { directory, exchange, faults } = context;

  app.post<{ Params: { id: string } }>("/:id/messages", { config: { faultTarget: "messages" } }, (request, reply) => {
    const number = directory.number(request.params.id);
    if (number === undefined) throw unknownObject(request.method, request.params.id);
    const asked = parseMessagesRequest(request.body);
    if (asked.kind === "receipt") {
      takeReceipt(asked.receipt, context);
      reply.send({ success: true });
      return;
    }
    const { message } = asked;
    checkAgainstAccount(message, number, context);
    const contact = directory.recipient(message.to);
    const failure = faults.take(["failed-status"], "messages") ?? windowFailure(message, contact, context);
    const accepted = exchange.accept(number, message, contact, failure);
    request.graphAnswer = {
      messaging_product: "whatsapp",
      contacts: [{ input: message.to, wa_id: contact.waId }],
      messages: [{ id: accepted.id, ...(message.type === "template" ? { message_status: "accepted" } : {}) }],
    };
    if (faults.take(["drop-after-accept"], "messages") === undefined) reply.send(request.graphAnswer);
    else request.dropConnection(reply);
  });
};

function takeReceipt(receipt: ReadReceipt, { directory, now }: GraphContext): void {
  const waId = authorOf(receipt.message_id);
  if (waId === null) {
    throw new GraphError(131009, { details: `message_id ${receipt.message_id} is not the id of a received message` });
  }
  const typingUntil = receipt.typing_indicator === undefined ? null : now() + TYPING_MS;
  directory.find(waId)?.takeReceipt(receipt.message_id, typingUntil);
}

/** The WhatsApp id inside the id of a message that a person sent; null for anything else. */
function authorOf(messageId: string): string | null {
  if (!messageId.startsWith("wamid.")) return null;
  const bytes = Buffer.from(messageId.slice("wamid.".length), "base64");
  const length = bytes[2] ?? 0;
  return bytes.length > length + 3 ? bytes.toString("latin1", 3, 3 + length) : null;
}

/** What Graph refuses at once although the body is well formed. */
function checkAgainstAccount(message: SendMessage, number: PhoneNumber, { options, media }: GraphContext): void {
  const digits = phoneDigits(message.to);
  if (digits === phoneDigits(number.displayPhoneNumber)) throw new GraphError(131021);
  if (
    options.allowedRecipients !== undefined &&
    !options.allowedRecipients.some((allowed) => phoneDigits(allowed) === digits)
  ) {
    throw new GraphError(131030);
  }
  for (const [param, id] of mediaIds(message)) {
    if (media.get(id) === undefined) {
      throw invalidParameter(`Param ${param}['id'] is not a valid whatsapp business account media attachment ID`);
    }
  }
  if (message.type === "template" && options.templates !== undefined) {
    const { name, language } = message.template;
    if (!options.templates.some((known) => known.name === name && known.language === language.code)) {
      throw new GraphError(132001, { details: `template name (${name}) does not exist in ${language.code}` });
    }
  }
}

function windowFailure(
  message: SendMessage,
  contact: VirtualContact,
  { options, now }: GraphContext,
): LaterFailure | undefined {
  if (options.enforceServiceWindow !== true || message.type === "template") return undefined;
  return now() - contact.lastWroteAt > SERVICE_WINDOW_MS ? { code: 131047 } : undefined;
}

/** Every reference to an uploaded medium, with the name of its parameter. */
function mediaIds(message: SendMessage): [string, string][] {
  switch (message.type) {
    case "image":
      return present("image", message.image.id);
    case "video":
      return present("video", message.video.id);
    case "audio":
      return present("audio", message.audio.id);
    case "document":
      return present("document", message.document.id);
    case "sticker":
      return present("sticker", message.sticker.id);
    case "interactive": {
      const header = "header" in message.interactive ? message.interactive.header : undefined;
      if (header?.type === "image") return present("interactive['header']['image']", header.image.id);
      if (header?.type === "video") return present("interactive['header']['video']", header.video.id);
      if (header?.type === "document") return present("interactive['header']['document']", header.document.id);
      return [];
    }
    default:
      return [];
  }
}

function present(param: string, id: string | undefined): [string, string][] {
  return id === undefined ? [] : [[param, id]];
}

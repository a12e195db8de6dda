import { type Quoted, type SentMessage, WaxwingError } from "@waxwing/contract";
import type { z } from "zod";
import { instanceNotFound } from "../access/access.ts";
import type { CoreParts } from "../core-parts.ts";
import type { AnyEngine, Capabilities, OutgoingContent } from "../engine.ts";
import type { OperationContext } from "../operation-context.ts";
import { recipientJid } from "../recipients.ts";
import { invalidField } from "../validation.ts";
import { assertOpen } from "./connected-engine.ts";
import { quotedMessage } from "./quoted-message.ts";
import { resolvedRecipient } from "./resolved-recipient.ts";
import { showTyping } from "./show-typing.ts";
import { assertTextLength } from "./text-length.ts";

/** What a send operation asks for. */
export interface MessageSend {
  /** `message.sendText` */
  readonly operation: string;
  /** Number or JID as the caller wrote it. */
  readonly number: string;
  readonly content: OutgoingContent;
  readonly quoted?: z.output<typeof Quoted> | undefined;
  readonly mentioned?: readonly string[] | undefined;
  readonly mentionsEveryOne?: boolean | undefined;
  /** Milliseconds to wait before sending, with typing shown where the engine can. */
  readonly delay?: number | undefined;
  /** WhatsApp's id wished by the caller. */
  readonly messageId?: string | undefined;
}

/**
 * Sends a message: what every send operation does once it has made its content. Under an idempotency key whose first call
 * ended in doubt, the message of that call is delivered again under its id.
 * @throws NOT_SUPPORTED_BY_ENGINE, VALIDATION_FAILED (an id for an engine that gives its own), MESSAGE_TOO_LONG,
 * RECIPIENT_INVALID, INSTANCE_NOT_CONNECTED, NUMBER_NOT_ON_WHATSAPP, QUOTED_MESSAGE_NOT_FOUND, SEND_OUTCOME_UNKNOWN and what the engine throws.
 */
export async function sendMessage(
  parts: CoreParts,
  context: OperationContext,
  send: MessageSend,
): Promise<SentMessage> {
  const { instance } = context;
  const engine = parts.engines.able(instance.integration, "messages");
  const { messages } = engine;
  const { content } = send;
  assertSendable(engine, content);
  if (send.messageId !== undefined && !messages.isRepeatable)
    throw invalidField("messageId", `must be left out: ${engine.integration} gives its own ids`);
  const remoteJid = recipientJid(send.number);
  const attempt = context.idempotency?.attempt;
  if (attempt !== undefined) {
    if (!messages.isRepeatable) throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
    return parts.sends.repeat(attempt, context, messages);
  }
  assertOpen(instance);
  const recipient = await resolvedRecipient(parts, context, remoteJid, send.number);
  const quoted =
    send.quoted === undefined
      ? undefined
      : await quotedMessage(parts.database, instance.id, recipient.jid, send.quoted);
  const mentioned = (send.mentioned ?? []).map(recipientJid);
  if (send.delay !== undefined && send.delay > 0) {
    await showTyping(parts, context, recipient.jid, content.kind, send.delay);
    const current = parts.directory.byId(instance.id);
    if (current === undefined) throw instanceNotFound(instance.name);
    assertOpen(current);
  }
  const message = {
    messageId: send.messageId,
    remoteJid: recipient.jid,
    content: inChat(content, recipient.jid),
    quoted,
    mentioned,
    mentionsEveryOne: send.mentionsEveryOne ?? false,
  };
  return parts.sends.perform({ operation: send.operation, message, remoteJidAlt: recipient.lid }, context, messages);
}

function assertSendable(engine: AnyEngine & Pick<Capabilities, "messages">, content: OutgoingContent): void {
  if (!engine.messages.sendable.has(content.kind)) {
    throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", `${engine.integration} cannot send this (${content.kind}).`);
  }
  if (content.kind === "text") assertTextLength(engine, content.text);
}

/** A reaction names the chat inside as well. */
function inChat(content: OutgoingContent, remoteJid: string): OutgoingContent {
  return content.kind === "reaction" ? { ...content, key: { ...content.key, remoteJid } } : content;
}

import { createHash } from "node:crypto";
import type { CoreParts } from "../../core-parts.ts";
import type { OperationContext } from "../../operation-context.ts";
import { resolvedRecipients } from "../resolved-recipient.ts";
import { sendMessage } from "../send-message.ts";

interface Invitations {
  readonly text: string;
  readonly numbers: readonly string[];
  readonly idempotencyKey: string | undefined;
}

/**
 * Sends a text to each number, once, in their order; all are known to be on WhatsApp before the first is sent. Under an
 * idempotency key the messages have ids of their own, so that a call that failed in the middle and is repeated sends the
 * same messages again, which WhatsApp shows once.
 */
export async function sendInvitations(
  parts: CoreParts,
  context: OperationContext,
  { text, numbers, idempotencyKey }: Invitations,
): Promise<void> {
  const { caller, principal, instance, signal } = context;
  const recipients = await resolvedRecipients(parts, context, numbers);
  const engine = parts.engines.able(instance.integration, "messages");
  const hasOwnIds = engine.messages.isRepeatable && idempotencyKey !== undefined;
  // The key's answer is that of all messages together: none of them may answer it alone.
  const single: OperationContext = { caller, principal, instance, signal, idempotency: undefined };
  for (const jid of new Set(recipients.map((recipient) => recipient.jid))) {
    await sendMessage(parts, single, {
      operation: "group.sendInvite",
      number: jid,
      messageId: hasOwnIds ? invitationId(idempotencyKey, instance.id, text, jid) : undefined,
      content: { kind: "text", text, linkPreview: true },
    });
  }
}

/** A message id that is the same whenever the same key, text and recipient come again; in the form of WhatsApp Web's ids. */
function invitationId(...facts: string[]): string {
  const digest = createHash("sha256").update(facts.join("\n")).digest("hex").toUpperCase();
  return `3EB0${digest.slice(0, 18)}`;
}

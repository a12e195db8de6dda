import type { Database } from "@waxwing/database";
import type { CoreParts } from "../../core-parts.ts";
import type { OperationContext } from "../../operation-context.ts";
import { invalidField } from "../../validation.ts";
import { connectedCapability } from "../connected-engine.ts";
import { resolvedRecipients } from "../resolved-recipient.ts";
import { sendMessage } from "../send-message.ts";
import type { MessageHandlers } from "./message-handlers.ts";

/** Where posts go that contacts see as a status. */
const statusJid = "status@broadcast";

/** The handler that posts a status. */
export function statusHandlers(parts: CoreParts): Pick<MessageHandlers, "sendStatus"> {
  return {
    async sendStatus(input, context) {
      const { type, content, caption, backgroundColor, font, messageId } = input;
      return sendMessage(parts, context, {
        operation: "message.sendStatus",
        number: statusJid,
        messageId,
        content: {
          kind: "status",
          type,
          content,
          caption,
          backgroundColor,
          font,
          audience: await audienceOf(parts, context, input),
        },
      });
    },
  };
}

interface AudienceInput {
  readonly statusJidList?: readonly string[] | undefined;
  readonly allContacts?: boolean | undefined;
}

/** Who may see a post. A repeated call needs no audience: its message is complete. */
async function audienceOf(
  parts: CoreParts,
  context: OperationContext,
  { statusJidList = [], allContacts }: AudienceInput,
): Promise<string[]> {
  const { instance, idempotency } = context;
  const { messages } = parts.engines.of(instance.integration);
  if (messages?.sendable.has("status") !== true || idempotency?.attempt !== undefined) return [];
  connectedCapability(parts, instance, "messages");
  if (allContacts !== true) {
    const recipients = await resolvedRecipients(parts, context, statusJidList);
    return [...new Set(recipients.map(({ jid }) => jid))];
  }
  const contacts = await namedContacts(parts.database, instance.id);
  const others = contacts.filter((jid) => jid !== instance.ownerJid);
  if (others.length === 0) throw invalidField("allContacts", "must not be true while no contact with a name is stored");
  return others;
}

/** Contacts with a name, in the address book or of their own. */
async function namedContacts(database: Database, instanceId: string): Promise<string[]> {
  const { rows } = await database.query<{ remote_jid: string }>(
    `SELECT remote_jid FROM contact
     WHERE instance_id = $1 AND COALESCE(saved_name, push_name) IS NOT NULL
       AND (remote_jid LIKE '%@s.whatsapp.net' OR remote_jid LIKE '%@lid')
     ORDER BY remote_jid`,
    [instanceId],
  );
  return rows.map((row) => row.remote_jid);
}

import type { InboundEdit } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import { findReferred, type ReferredMessage } from "./stored-references.ts";
import type { WriteScope } from "./write-scope.ts";

/**
 * Replaces the contents of edited messages. An edit that changes nothing (it came before, or is older than the one that is stored) makes no event; one of a message
 * that is not stored is told all the same, one of somebody else's message is not.
 */
export async function writeEdits(scope: WriteScope, edits: readonly InboundEdit[]): Promise<NewEvent[]> {
  if (edits.length === 0) return [];
  const messages = await findReferred(scope, edits);
  const events: NewEvent[] = [];
  let waiting = edits.flatMap((edit, index) => {
    const message = messages[index];
    return message === "foreign" ? [] : [{ edit, message }];
  });
  while (waiting.length > 0) {
    // Of several edits of one message, one at a time: a statement changes a row once.
    const now: Edited[] = [];
    const later: typeof waiting = [];
    for (const { edit, message } of waiting) {
      if (message === undefined) events.push(editedEvent(edit, undefined));
      else if (now.some((other) => other.message.id === message.id)) later.push({ edit, message });
      else now.push({ edit, message });
    }
    const changed = await storeEdits(scope, now);
    for (const { edit, message } of now) {
      if (changed.has(message.id)) events.push(editedEvent(edit, message), updateEvent(scope, edit, message));
    }
    waiting = later;
  }
  return events;
}

interface Edited {
  readonly edit: InboundEdit;
  readonly message: ReferredMessage;
}

/** An older edit changes nothing any more. A time in full seconds may be any within its second. */
async function storeEdits({ client }: WriteScope, edited: readonly Edited[]): Promise<Set<string>> {
  if (edited.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>({
    name: "store-edits",
    text: `UPDATE message SET message = new.message, message_type = new.message_type,
             engine_data = COALESCE(new.engine_data, message.engine_data), edited_at_ms = GREATEST(message.edited_at_ms, new.edited_at_ms)
           FROM unnest($1::uuid[], $2::jsonb[], $3::text[], $4::bytea[], $5::bigint[])
             AS new (id, message, message_type, engine_data, edited_at_ms)
           WHERE message.id = new.id AND message.message IS DISTINCT FROM new.message
             AND (message.edited_at_ms IS NULL OR new.edited_at_ms >= message.edited_at_ms
                  OR (new.edited_at_ms % 1000 = 0 AND new.edited_at_ms = message.edited_at_ms / 1000 * 1000))
           RETURNING message.id`,
    values: [
      edited.map(({ message }) => message.id),
      edited.map(({ edit }) => JSON.stringify(edit.message)),
      edited.map(({ edit, message }) => typeAfter(edit, message)),
      edited.map(({ edit }) => edit.engineData ?? null),
      edited.map(({ edit }) => edit.timestampMs),
    ],
  });
  return new Set(rows.map((row) => row.id));
}

/** A text may become one with a preview: another field of the content. */
function typeAfter({ message }: InboundEdit, { messageType }: ReferredMessage): string {
  const fields = Object.keys(message);
  return fields.includes(messageType) ? messageType : (fields[0] ?? messageType);
}

function editedEvent(edit: InboundEdit, message: ReferredMessage | undefined): NewEvent {
  const participant = message?.participant || (edit.fromMe ? undefined : edit.participant);
  return {
    type: "MESSAGES_EDITED",
    data: {
      key: {
        remoteJid: message?.remoteJid ?? edit.remoteJid,
        fromMe: edit.fromMe,
        id: edit.keyId,
        ...(participant === undefined ? {} : { participant }),
      },
      type: "MESSAGE_EDIT",
      editedMessage: edit.message,
      timestampMs: String(edit.timestampMs),
    },
  };
}

function updateEvent({ instanceId }: WriteScope, edit: InboundEdit, message: ReferredMessage): NewEvent {
  return {
    type: "MESSAGES_UPDATE",
    data: {
      messageId: message.id,
      keyId: edit.keyId,
      remoteJid: message.remoteJid,
      fromMe: message.fromMe,
      participant: message.participant === "" ? null : message.participant,
      status: message.status,
      instanceId,
      message: edit.message,
    },
  };
}

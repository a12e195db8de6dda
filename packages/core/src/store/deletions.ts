import { uuidv7 } from "../identifiers.ts";
import type { MessageReference } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import { findReferred, type ReferredMessage } from "./stored-references.ts";
import type { WriteScope } from "./write-scope.ts";

interface Deletion {
  readonly reference: MessageReference;
  readonly message: ReferredMessage | undefined;
}

/**
 * Marks messages as deleted for everyone; their contents stay. Tells of each once, also of one that is not stored, but not
 * of one that is somebody else's.
 */
export async function writeDeletions(scope: WriteScope, references: readonly MessageReference[]): Promise<NewEvent[]> {
  if (references.length === 0) return [];
  const referred = await findReferred(scope, references);
  const deletions = references.flatMap((reference, index): Deletion[] => {
    const message = referred[index];
    return message === "foreign" ? [] : [{ reference, message }];
  });
  if (deletions.length === 0) return [];
  const ids = deletions.map(() => uuidv7());
  const { rows } = await scope.client.query<{ id: string }>({
    name: "store-deletions",
    text: `WITH reported AS (
             INSERT INTO message_update (id, instance_id, message_id, key_id, remote_jid, from_me, status, occurred_at)
             SELECT new.id, $1, new.message_id, new.key_id, new.remote_jid, new.from_me, 'DELETED', now()
             FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::boolean[])
               AS new (id, message_id, key_id, remote_jid, from_me)
             ON CONFLICT ON CONSTRAINT message_update_once_key DO NOTHING
             RETURNING id
           ), deleted AS (
             UPDATE message SET status = 'DELETED' WHERE id = ANY ($3::uuid[]) AND status <> 'DELETED'
           )
           SELECT id FROM reported`,
    values: [
      scope.instanceId,
      ids,
      deletions.map(({ message }) => message?.id ?? null),
      deletions.map(({ reference }) => reference.keyId),
      deletions.map(({ message, reference }) => message?.remoteJid ?? reference.remoteJid),
      deletions.map(({ reference }) => reference.fromMe),
    ],
  });
  const isNew = new Set(rows.map((row) => row.id));
  return deletions.flatMap((deletion, index) => (isNew.has(ids[index] as string) ? [deleteEvent(deletion)] : []));
}

function deleteEvent({ reference, message }: Deletion): NewEvent {
  const participant = message?.participant || (reference.fromMe ? undefined : reference.participant);
  return {
    type: "MESSAGES_DELETE",
    data: {
      remoteJid: message?.remoteJid ?? reference.remoteJid,
      fromMe: reference.fromMe,
      id: reference.keyId,
      ...(participant === undefined ? {} : { participant }),
      status: "DELETED",
    },
  };
}

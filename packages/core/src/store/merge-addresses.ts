import type { InboundIdentity } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import { type AddedRows, addRows, noRows } from "./added-rows.ts";
import { mergeChats, mergeContacts } from "./merge-chats-and-contacts.ts";
import type { WriteScope } from "./write-scope.ts";

/**
 * Moves what is stored under LIDs to the phone JIDs that have just become known: messages, statuses, votes, chats, contacts,
 * sends on their way and looked-up recipients. What is stored under both becomes one.
 */
export async function mergeAddresses(
  scope: WriteScope,
  learned: readonly InboundIdentity[],
): Promise<{ events: NewEvent[]; added: AddedRows }> {
  if (learned.length === 0 || !(await isAnythingStored(scope, learned))) return { events: [], added: noRows };
  const lids = learned.map((one) => one.lid);
  const phones = learned.map((one) => one.phoneJid);
  const pair = "pair AS (SELECT * FROM unnest($2::text[], $3::text[]) AS p (lid, phone))";
  const values = [scope.instanceId, lids, phones];
  let messages = 0;
  for (const { column, alt, isLid } of messageAddresses) {
    const other = column === "remote_jid" ? "participant" : "remote_jid";
    const { rowCount } = await scope.client.query({
      name: `merge-messages-by-${column}`,
      text: `WITH ${pair}, twin AS (
               SELECT old.id AS old_id, kept.id AS kept_id, old.is_history
               FROM pair
               JOIN message AS old ON old.instance_id = $1 AND old.${column} = pair.lid AND old.${isLid}
               JOIN message AS kept ON kept.instance_id = $1 AND kept.key_id = old.key_id AND kept.${column} = pair.phone
                 AND kept.from_me = old.from_me AND kept.${other} = old.${other}
             ), told AS (
               UPDATE message SET is_history = false FROM twin
               WHERE message.id = twin.kept_id AND message.is_history AND NOT twin.is_history
             ), repointed AS (
               UPDATE message_update SET message_id = twin.kept_id FROM twin WHERE message_id = twin.old_id
             )
             DELETE FROM message USING twin WHERE message.id = twin.old_id`,
      values,
    });
    messages -= rowCount ?? 0;
    await scope.client.query({
      name: `move-messages-by-${column}`,
      text: `WITH ${pair}
             UPDATE message SET ${column} = pair.phone, ${alt} = pair.lid FROM pair
             WHERE instance_id = $1 AND ${column} = pair.lid AND ${isLid}`,
      values,
    });
  }
  await scope.client.query({
    name: "merge-status-reports",
    text: `WITH ${pair}, twin AS (
             DELETE FROM message_update AS old USING pair, message_update AS kept
             WHERE old.instance_id = $1 AND old.participant = pair.lid AND old.participant LIKE '%@lid'
               AND kept.instance_id = $1 AND kept.key_id = old.key_id AND kept.status = old.status
               AND kept.from_me = old.from_me AND kept.participant = pair.phone
             RETURNING old.id
           )
           UPDATE message_update AS moved SET participant = pair.phone FROM pair
           WHERE moved.instance_id = $1 AND moved.participant = pair.lid AND moved.participant LIKE '%@lid'
             AND moved.id NOT IN (SELECT id FROM twin)`,
    values,
  });
  await scope.client.query({
    name: "move-status-reports",
    text: `WITH ${pair}
           UPDATE message_update SET remote_jid = pair.phone FROM pair
           WHERE instance_id = $1 AND remote_jid = pair.lid AND remote_jid LIKE '%@lid'`,
    values,
  });
  await scope.client.query({
    name: "merge-poll-votes",
    text: `WITH ${pair}, old AS (
             DELETE FROM poll_vote USING pair
             WHERE instance_id = $1 AND voter = pair.lid AND voter LIKE '%@lid'
             RETURNING poll_key_id, pair.phone, options, voted_at
           )
           INSERT INTO poll_vote (instance_id, poll_key_id, voter, options, voted_at)
           SELECT $1, poll_key_id, phone, options, voted_at FROM old
           ON CONFLICT (instance_id, poll_key_id, voter) DO UPDATE SET options = EXCLUDED.options, voted_at = EXCLUDED.voted_at
           WHERE poll_vote.voted_at < EXCLUDED.voted_at`,
    values,
  });
  await scope.client.query({
    name: "move-recipients",
    text: `WITH ${pair}
           UPDATE recipient SET jid = pair.phone, lid = pair.lid FROM pair WHERE instance_id = $1 AND jid = pair.lid`,
    values,
  });
  await scope.client.query({
    name: "move-send-attempts",
    text: `WITH ${pair}
           UPDATE send_attempt SET remote_jid = pair.phone,
             message = send_attempt.message || jsonb_build_object('remoteJidAlt', pair.lid)
           FROM pair WHERE instance_id = $1 AND remote_jid = pair.lid`,
    values,
  });
  const chats = await mergeChats(scope, lids, phones);
  const contacts = await mergeContacts(scope, lids, phones);
  return {
    events: [...contacts.events, ...chats.events],
    added: addRows({ messages, chats: chats.added, contacts: contacts.added }, noRows),
  };
}

/** Both addresses of a message that may be a LID; the second condition lets the partial index be used. */
const messageAddresses = [
  { column: "remote_jid", alt: "remote_jid_alt", isLid: "remote_jid IS NOT NULL" },
  { column: "participant", alt: "participant_alt", isLid: "participant LIKE '%@lid'" },
] as const;

/** Most mappings are those of contacts of whom nothing came under the LID. */
async function isAnythingStored(
  { client, instanceId }: WriteScope,
  learned: readonly InboundIdentity[],
): Promise<boolean> {
  const { rows } = await client.query<{ is_stored: boolean }>({
    name: "is-stored-under-lids",
    text: `SELECT EXISTS (SELECT 1 FROM chat WHERE instance_id = $1 AND remote_jid = ANY ($2::text[]))
             OR EXISTS (SELECT 1 FROM contact WHERE instance_id = $1 AND remote_jid = ANY ($2::text[]))
             OR EXISTS (SELECT 1 FROM message WHERE instance_id = $1 AND remote_jid = ANY ($2::text[]))
             OR EXISTS (SELECT 1 FROM message
                        WHERE instance_id = $1 AND participant = ANY ($2::text[]) AND participant LIKE '%@lid')
             OR EXISTS (SELECT 1 FROM message_update
                        WHERE instance_id = $1 AND participant = ANY ($2::text[]) AND participant LIKE '%@lid')
             OR EXISTS (SELECT 1 FROM message_update
                        WHERE instance_id = $1 AND remote_jid = ANY ($2::text[]) AND remote_jid LIKE '%@lid')
             OR EXISTS (SELECT 1 FROM poll_vote
                        WHERE instance_id = $1 AND voter = ANY ($2::text[]) AND voter LIKE '%@lid')
             OR EXISTS (SELECT 1 FROM send_attempt WHERE instance_id = $1 AND remote_jid = ANY ($2::text[]))
             OR EXISTS (SELECT 1 FROM recipient WHERE instance_id = $1 AND jid = ANY ($2::text[])) AS is_stored`,
    values: [instanceId, learned.map((one) => one.lid)],
  });
  return rows[0]?.is_stored === true;
}

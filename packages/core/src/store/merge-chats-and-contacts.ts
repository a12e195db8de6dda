import type { NewEvent } from "../log/append.ts";
import { chatChange } from "./chats.ts";
import { contactChange } from "./contacts.ts";
import type { WriteScope } from "./write-scope.ts";

/** What merging did: events, and how many rows there are more (never) or less. */
interface Merged {
  readonly events: NewEvent[];
  readonly added: number;
}

interface ChatRow {
  lid: string;
  remote_jid: string;
  is_new: boolean;
  name: string | null;
  unread_messages: number;
  archived: boolean;
  pinned: boolean;
  mute_end_time: number | null;
}

/** Of two rows of the same chat, the newer one's value where it has one. */
const newest = (table: string, column: string): string =>
  `CASE WHEN EXCLUDED.updated_at > ${table}.updated_at THEN COALESCE(EXCLUDED.${column}, ${table}.${column})
        ELSE COALESCE(${table}.${column}, EXCLUDED.${column}) END`;

/** Moves the chats of LIDs to the phone JIDs: what is not read adds up, the later message and the newer name stay. */
export async function mergeChats(
  { client, instanceId }: WriteScope,
  lids: readonly string[],
  phones: readonly string[],
): Promise<Merged> {
  const { rows } = await client.query<ChatRow>({
    name: "merge-chats",
    text: `WITH pair AS (SELECT * FROM unnest($2::text[], $3::text[]) AS p (lid, phone)), old AS (
             DELETE FROM chat USING pair WHERE instance_id = $1 AND remote_jid = pair.lid
             RETURNING chat.*, pair.phone
           ), merged AS (
             INSERT INTO chat (id, instance_id, remote_jid, name, labels, unread_messages, last_message_at, archived, pinned,
                               mute_end_time, created_at, updated_at)
             SELECT id, $1, phone, name, labels, unread_messages, last_message_at, archived, pinned, mute_end_time,
                    created_at, updated_at FROM old
             ON CONFLICT ON CONSTRAINT chat_instance_id_remote_jid_key DO UPDATE SET
               name = ${newest("chat", "name")},
               labels = (SELECT jsonb_agg(DISTINCT label) FROM jsonb_array_elements(
                 COALESCE(chat.labels, '[]') || COALESCE(EXCLUDED.labels, '[]')) AS label),
               unread_messages = chat.unread_messages + EXCLUDED.unread_messages,
               last_message_at = GREATEST(chat.last_message_at, EXCLUDED.last_message_at),
               archived = ${newest("chat", "archived")}, pinned = ${newest("chat", "pinned")},
               mute_end_time = ${newest("chat", "mute_end_time")}, updated_at = now()
             RETURNING remote_jid, name, unread_messages, archived, pinned, mute_end_time, xmax = 0 AS is_new
           )
           SELECT pair.lid, merged.* FROM merged JOIN pair ON pair.phone = merged.remote_jid`,
    values: [instanceId, lids, phones],
  });
  if (rows.length === 0) return { events: [], added: 0 };
  const events: NewEvent[] = [{ type: "CHATS_DELETE", data: rows.map((row) => row.lid) }];
  for (const row of rows) {
    const change = chatChange(instanceId, row.remote_jid, {
      name: row.name,
      unreadMessages: row.unread_messages,
      archived: row.archived,
      pinned: row.pinned,
      muteEndTime: row.mute_end_time,
      lid: row.lid,
    });
    events.push({ type: row.is_new ? "CHATS_UPSERT" : "CHATS_UPDATE", data: [change] });
  }
  return { events, added: -rows.filter((row) => !row.is_new).length };
}

interface ContactRow {
  remote_jid: string;
  is_new: boolean;
  lid: string;
  push_name: string | null;
  saved_name: string | null;
  profile_pic_url: string | null;
}

/** Moves the contacts of LIDs to the phone JIDs; the newer names and picture stay. */
export async function mergeContacts(
  { client, instanceId }: WriteScope,
  lids: readonly string[],
  phones: readonly string[],
): Promise<Merged> {
  const { rows } = await client.query<ContactRow>({
    name: "merge-contacts",
    text: `WITH pair AS (SELECT * FROM unnest($2::text[], $3::text[]) AS p (lid, phone)), old AS (
             DELETE FROM contact USING pair WHERE instance_id = $1 AND remote_jid = pair.lid
             RETURNING contact.*, pair.phone
           )
           INSERT INTO contact (id, instance_id, remote_jid, push_name, saved_name, profile_pic_url, created_at, updated_at)
           SELECT id, $1, phone, push_name, saved_name, profile_pic_url, created_at, updated_at FROM old
           ON CONFLICT ON CONSTRAINT contact_instance_id_remote_jid_key DO UPDATE SET
             push_name = ${newest("contact", "push_name")}, saved_name = ${newest("contact", "saved_name")},
             profile_pic_url = ${newest("contact", "profile_pic_url")}, updated_at = now()
           RETURNING remote_jid, push_name, saved_name, profile_pic_url, xmax = 0 AS is_new,
             (SELECT pair.lid FROM pair WHERE pair.phone = contact.remote_jid) AS lid`,
    values: [instanceId, lids, phones],
  });
  const events = rows.map((row): NewEvent => {
    const { push_name: pushName, saved_name: savedName, profile_pic_url: profilePicUrl, lid } = row;
    const state = { pushName, savedName, profilePicUrl, lid };
    const data = [contactChange(instanceId, row.remote_jid, state)];
    return { type: row.is_new ? "CONTACTS_UPSERT" : "CONTACTS_UPDATE", data };
  });
  return { events, added: -rows.filter((row) => !row.is_new).length };
}

import type { PoolClient } from "pg";
import { uuidv7 } from "../identifiers.ts";
import type { NewEvent } from "../log/append.ts";
import type { MessageRow } from "./message-row.ts";

/** What new messages did to chats and contacts. */
export interface AddressChanges {
  readonly events: NewEvent[];
  readonly newChats: number;
  readonly newContacts: number;
}

interface ChatTouch {
  name: string | null;
  unread: number;
  lastSeconds: number;
}

// One statement for all three tables: the round trips are the larger part of what a small group costs.
const touchSql = `
  WITH touched_contact AS (
    INSERT INTO contact (id, instance_id, remote_jid, push_name)
    SELECT new.id, $1::uuid, new.remote_jid, new.push_name
    FROM unnest($2::uuid[], $3::text[], $4::text[]) AS new (id, remote_jid, push_name)
    ON CONFLICT ON CONSTRAINT contact_instance_id_remote_jid_key DO UPDATE SET push_name = EXCLUDED.push_name, updated_at = now()
      WHERE EXCLUDED.push_name IS NOT NULL AND contact.push_name IS DISTINCT FROM EXCLUDED.push_name
    RETURNING remote_jid, push_name, profile_pic_url, xmax = 0 AS is_new
  ), touched_chat AS (
    INSERT INTO chat (id, instance_id, remote_jid, name, unread_messages, last_message_at)
    SELECT new.id, $1::uuid, new.remote_jid, new.name, new.unread, to_timestamp(new.last_seconds)
    FROM unnest($5::uuid[], $6::text[], $7::text[], $8::int[], $9::bigint[]) AS new (id, remote_jid, name, unread, last_seconds)
    ON CONFLICT ON CONSTRAINT chat_instance_id_remote_jid_key DO UPDATE SET
      name = COALESCE(EXCLUDED.name, chat.name),
      unread_messages = chat.unread_messages + EXCLUDED.unread_messages,
      last_message_at = GREATEST(chat.last_message_at, EXCLUDED.last_message_at),
      updated_at = now()
    RETURNING remote_jid, name, unread_messages, xmax = 0 AS is_new
  ), counted AS (
    UPDATE instance SET
      message_count = message_count + $10::int,
      chat_count = chat_count + (SELECT count(*) FROM touched_chat WHERE is_new),
      contact_count = contact_count + (SELECT count(*) FROM touched_contact WHERE is_new)
    WHERE id = $1::uuid
  )
  SELECT 'contact' AS kind, remote_jid, push_name AS name, profile_pic_url, NULL AS unread_messages, is_new FROM touched_contact
  UNION ALL
  SELECT 'chat', remote_jid, name, NULL, unread_messages, is_new FROM touched_chat WHERE is_new`;

interface TouchedRow {
  readonly kind: "contact" | "chat";
  readonly remote_jid: string;
  readonly name: string | null;
  readonly profile_pic_url: string | null;
  readonly unread_messages: number | null;
  readonly is_new: boolean;
}

/** Brings chats, contacts and the instance's counts up to date with newly stored messages. */
export async function touchChatsAndContacts(
  client: PoolClient,
  instanceId: string,
  rows: readonly MessageRow[],
): Promise<AddressChanges> {
  const events: NewEvent[] = [];
  if (rows.length === 0) return { events, newChats: 0, newContacts: 0 };

  const chats = new Map<string, ChatTouch>();
  const contacts = new Map<string, string | null>();
  for (const row of rows) {
    const chat = chats.get(row.remoteJid) ?? { name: null, unread: 0, lastSeconds: 0 };
    chat.lastSeconds = Math.max(chat.lastSeconds, row.timestamp);
    const isDirect = row.participant === "";
    if (!row.fromMe) chat.unread += 1;
    if (!row.fromMe && isDirect && row.pushName !== null) chat.name = row.pushName;
    chats.set(row.remoteJid, chat);
    const writer = isDirect ? row.remoteJid : row.participant;
    contacts.set(writer, (row.fromMe ? null : row.pushName) ?? contacts.get(writer) ?? null);
  }

  const touched = [...chats.values()];
  const { rows: changed } = await client.query<TouchedRow>({
    name: "touch-chats-and-contacts",
    text: touchSql,
    values: [
      instanceId,
      [...contacts].map(() => uuidv7()),
      [...contacts.keys()],
      [...contacts.values()],
      touched.map(() => uuidv7()),
      [...chats.keys()],
      touched.map((chat) => chat.name),
      touched.map((chat) => chat.unread),
      touched.map((chat) => chat.lastSeconds),
      rows.length,
    ],
  });
  const changedContacts = changed.filter((row) => row.kind === "contact");
  for (const row of changedContacts) {
    const data = [{ remoteJid: row.remote_jid, pushName: row.name, profilePicUrl: row.profile_pic_url, instanceId }];
    events.push({ type: row.is_new ? "CONTACTS_UPSERT" : "CONTACTS_UPDATE", data });
  }
  const newChats = changed.filter((row) => row.kind === "chat");
  for (const row of newChats) {
    const data = [{ remoteJid: row.remote_jid, instanceId, name: row.name, unreadMessages: row.unread_messages ?? 0 }];
    events.push({ type: "CHATS_UPSERT", data });
  }
  return { events, newChats: newChats.length, newContacts: changedContacts.filter((row) => row.is_new).length };
}

import type { PoolClient } from "pg";
import { uuidv7 } from "../identifiers.ts";
import type { NewEvent } from "../log/append.ts";
import { contactChange } from "./contacts.ts";
import { knownLid, lidField } from "./known-lid.ts";
import type { MessageToStore, StoredMessage } from "./message-row.ts";
import { historyPageSize, pagesOf } from "./pages.ts";

/** What new messages did to chats and contacts. */
export interface AddressChanges {
  readonly events: NewEvent[];
  readonly newMessages: number;
  readonly newChats: number;
  readonly newContacts: number;
}

/** A message, with what it means for its chat. */
export interface NewMessage extends MessageToStore {
  readonly countsAsUnread: boolean;
}

interface ChatTouch {
  name: string | null;
  unread: number;
  lastSeconds: number;
  isHistory: boolean;
}

interface ContactTouch {
  pushName: string | null;
  isHistory: boolean;
}

/** Where status posts stand: a list, and no chat. */
const statusList = "status@broadcast";

/** A channel speaks for itself, and is nobody's contact. */
function isChannel(jid: string): boolean {
  return jid.endsWith("@newsletter");
}

// One statement for all three tables: the round trips are the larger part of what a small group costs.
const touchSql = `
  WITH touched_contact AS (
    INSERT INTO contact (id, instance_id, remote_jid, push_name)
    SELECT new.id, $1::uuid, new.remote_jid, new.push_name
    FROM unnest($2::uuid[], $3::text[], $4::text[]) AS new (id, remote_jid, push_name)
    ON CONFLICT ON CONSTRAINT contact_instance_id_remote_jid_key DO UPDATE SET push_name = EXCLUDED.push_name, updated_at = now()
      WHERE EXCLUDED.push_name IS NOT NULL AND contact.push_name IS DISTINCT FROM EXCLUDED.push_name
    RETURNING remote_jid, push_name, saved_name, profile_pic_url, xmax = 0 AS is_new
  ), touched_chat AS (
    INSERT INTO chat (id, instance_id, remote_jid, name, unread_messages, last_message_at)
    SELECT new.id, $1::uuid, new.remote_jid, new.name, new.unread, to_timestamp(new.last_seconds)
    FROM unnest($5::uuid[], $6::text[], $7::text[], $8::int[], $9::bigint[]) AS new (id, remote_jid, name, unread, last_seconds)
    ON CONFLICT ON CONSTRAINT chat_instance_id_remote_jid_key DO UPDATE SET
      -- The name that its owner gave it in the address book stays; any other follows the one that the contact chose.
      name = CASE
        WHEN EXCLUDED.name IS NULL OR EXCLUDED.name IS NOT DISTINCT FROM chat.name THEN chat.name
        WHEN chat.name IS NOT NULL AND EXISTS (
          SELECT 1 FROM contact WHERE instance_id = chat.instance_id AND contact.remote_jid = chat.remote_jid
            AND saved_name IS NOT NULL) THEN chat.name
        ELSE EXCLUDED.name END,
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
  SELECT 'contact' AS kind, remote_jid, push_name AS name, saved_name, profile_pic_url, NULL AS unread_messages, is_new,
    ${knownLid("touched_contact")} AS lid FROM touched_contact
  UNION ALL
  SELECT 'chat', remote_jid, name, NULL, NULL, unread_messages, is_new, ${knownLid("touched_chat")} FROM touched_chat WHERE is_new`;

interface TouchedRow {
  readonly kind: "contact" | "chat";
  readonly remote_jid: string;
  readonly name: string | null;
  readonly saved_name: string | null;
  readonly profile_pic_url: string | null;
  readonly unread_messages: number | null;
  readonly is_new: boolean;
  readonly lid: string | null;
}

/** Brings chats, contacts and the instance's counts up to date with messages. */
export async function touchChatsAndContacts(
  client: PoolClient,
  instanceId: string,
  messages: readonly StoredMessage<NewMessage>[],
): Promise<AddressChanges> {
  if (messages.length === 0) return { events: [], newMessages: 0, newChats: 0, newContacts: 0 };
  const chats = new Map<string, ChatTouch>();
  const contacts = new Map<string, ContactTouch>();
  for (const message of messages) touch(message, chats, contacts);

  const newMessages = messages.filter(({ wasHistory }) => !wasHistory).length;
  const touched = [...chats.values()];
  const { rows: changed } = await client.query<TouchedRow>({
    name: "touch-chats-and-contacts",
    text: touchSql,
    values: [
      instanceId,
      [...contacts].map(() => uuidv7()),
      [...contacts.keys()],
      [...contacts.values()].map((contact) => contact.pushName),
      touched.map(() => uuidv7()),
      [...chats.keys()],
      touched.map((chat) => chat.name),
      touched.map((chat) => chat.unread),
      touched.map((chat) => chat.lastSeconds),
      newMessages,
    ],
  });
  const changedContacts = changed.filter((row) => row.kind === "contact");
  const newChats = changed.filter((row) => row.kind === "chat");
  return {
    events: [...contactEvents(instanceId, changedContacts, contacts), ...chatEvents(instanceId, newChats, chats)],
    newMessages,
    newChats: newChats.length,
    newContacts: changedContacts.filter((row) => row.is_new).length,
  };
}

function touch(
  { row, isHistory, countsAsUnread }: NewMessage,
  chats: Map<string, ChatTouch>,
  contacts: Map<string, ContactTouch>,
): void {
  const isDirect = row.participant === "";
  if (row.remoteJid !== statusList) {
    const chat = chats.get(row.remoteJid) ?? { name: null, unread: 0, lastSeconds: 0, isHistory: true };
    chat.lastSeconds = Math.max(chat.lastSeconds, row.timestamp);
    if (countsAsUnread) chat.unread += 1;
    if (!row.fromMe && isDirect && row.pushName !== null) chat.name = row.pushName;
    chat.isHistory &&= isHistory;
    chats.set(row.remoteJid, chat);
  }
  const writer = isDirect ? row.remoteJid : row.participant;
  if (writer === statusList || isChannel(writer)) return;
  const contact = contacts.get(writer) ?? { pushName: null, isHistory: true };
  contact.pushName = (row.fromMe ? null : row.pushName) ?? contact.pushName;
  contact.isHistory &&= isHistory;
  contacts.set(writer, contact);
}

function contactEvents(
  instanceId: string,
  rows: readonly TouchedRow[],
  touched: ReadonlyMap<string, ContactTouch>,
): NewEvent[] {
  const changeOf = (row: TouchedRow) =>
    contactChange(instanceId, row.remote_jid, {
      pushName: row.name,
      savedName: row.saved_name,
      profilePicUrl: row.profile_pic_url,
      lid: row.lid,
    });
  const isHistory = (row: TouchedRow): boolean => touched.get(row.remote_jid)?.isHistory === true;
  const events = rows
    .filter((row) => !isHistory(row))
    .map((row): NewEvent => ({ type: row.is_new ? "CONTACTS_UPSERT" : "CONTACTS_UPDATE", data: [changeOf(row)] }));
  for (const page of pagesOf(rows.filter(isHistory), historyPageSize)) {
    events.push({ type: "CONTACTS_SET", data: page.map(changeOf) });
  }
  return events;
}

function chatEvents(
  instanceId: string,
  rows: readonly TouchedRow[],
  touched: ReadonlyMap<string, ChatTouch>,
): NewEvent[] {
  const changeOf = (row: TouchedRow) => ({
    remoteJid: row.remote_jid,
    instanceId,
    name: row.name,
    unreadMessages: row.unread_messages ?? 0,
    ...lidField(row.lid),
  });
  const isHistory = (row: TouchedRow): boolean => touched.get(row.remote_jid)?.isHistory === true;
  const events = rows
    .filter((row) => !isHistory(row))
    .map((row): NewEvent => ({ type: "CHATS_UPSERT", data: [changeOf(row)] }));
  for (const page of pagesOf(rows.filter(isHistory), historyPageSize)) {
    events.push({ type: "CHATS_SET", data: page.map(changeOf) });
  }
  return events;
}

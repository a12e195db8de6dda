import type { EventData } from "@waxwing/contract";
import { uuidv7 } from "../identifiers.ts";
import type { InboundChat } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import { knownLid, lidField } from "./known-lid.ts";
import { historyPageSize, pagesOf } from "./pages.ts";
import type { WriteScope } from "./write-scope.ts";

interface ChatState {
  readonly name: string | null;
  readonly unreadMessages: number;
  readonly archived: boolean;
  readonly pinned: boolean;
  /** Unix milliseconds; negative: for ever. */
  readonly muteEndTime: number | null;
  /** Unix seconds. */
  readonly lastMessageAt: number | null;
}

interface ChatRow {
  remote_jid: string;
  name: string | null;
  unread_messages: number;
  archived: boolean;
  pinned: boolean;
  mute_end_time: number | null;
  last_seconds: number | null;
}

interface Changed {
  readonly isNew: boolean;
  readonly isHistory: boolean;
  /** Whether something that events tell is not as it was. */
  readonly isTold: boolean;
}

const unknownChat: ChatState = {
  name: null,
  unreadMessages: 0,
  archived: false,
  pinned: false,
  muteEndTime: null,
  lastMessageAt: null,
};

/** Stores what became known of chats. Answers events for those that are new or not as they were, and how many are new. */
export async function writeChats(
  scope: WriteScope,
  chats: readonly InboundChat[],
): Promise<{ events: NewEvent[]; added: number }> {
  if (chats.length === 0) return { events: [], added: 0 };
  const states = await findChats(scope, [...new Set(chats.map((chat) => chat.remoteJid))]);
  const changed = new Map<string, Changed>();
  for (const chat of chats) {
    const before = states.get(chat.remoteJid);
    const after = stateAfter(before ?? unknownChat, chat);
    states.set(chat.remoteJid, after);
    const isTold = before === undefined || differs(before, after);
    if (!isTold && before.lastMessageAt === after.lastMessageAt) continue;
    const earlier = changed.get(chat.remoteJid);
    changed.set(chat.remoteJid, {
      isNew: before === undefined || earlier?.isNew === true,
      isHistory: chat.isHistory === true && earlier?.isHistory !== false,
      isTold: isTold || earlier?.isTold === true,
    });
  }
  if (changed.size === 0) return { events: [], added: 0 };
  const lids = await storeChats(
    scope,
    [...changed.keys()].map((jid) => ({ jid, state: states.get(jid) as ChatState })),
  );
  const dataOf = (jid: string) =>
    chatChange(scope.instanceId, jid, { ...(states.get(jid) as ChatState), lid: lids.get(jid) });
  const told = [...changed].filter(([, { isTold }]) => isTold);
  const events: NewEvent[] = told
    .filter(([, { isHistory }]) => !isHistory)
    .map(([jid, { isNew }]) => ({ type: isNew ? "CHATS_UPSERT" : "CHATS_UPDATE", data: [dataOf(jid)] }));
  const history = told.filter(([, { isHistory }]) => isHistory).map(([jid]) => dataOf(jid));
  for (const data of pagesOf(history, historyPageSize)) events.push({ type: "CHATS_SET", data });
  return { events, added: [...changed.values()].filter(({ isNew }) => isNew).length };
}

async function findChats({ client, instanceId }: WriteScope, jids: readonly string[]): Promise<Map<string, ChatState>> {
  const { rows } = await client.query<ChatRow>({
    name: "find-chats",
    text: `SELECT remote_jid, name, unread_messages, archived, pinned, mute_end_time,
                  extract(epoch FROM last_message_at)::bigint AS last_seconds
           FROM chat WHERE instance_id = $1 AND remote_jid = ANY ($2::text[])`,
    values: [instanceId, jids],
  });
  return new Map(
    rows.map((row) => [
      row.remote_jid,
      {
        name: row.name,
        unreadMessages: row.unread_messages,
        archived: row.archived,
        pinned: row.pinned,
        muteEndTime: row.mute_end_time,
        lastMessageAt: row.last_seconds,
      },
    ]),
  );
}

/** Stores chats as they are now. Answers their LIDs, as far as they are known. */
async function storeChats(
  { client, instanceId }: WriteScope,
  chats: readonly { readonly jid: string; readonly state: ChatState }[],
): Promise<Map<string, string | null>> {
  const { rows } = await client.query<{ remote_jid: string; lid: string | null }>({
    name: "store-chats",
    text: `INSERT INTO chat (id, instance_id, remote_jid, name, unread_messages, archived, pinned, mute_end_time, last_message_at)
           SELECT new.id, $1, new.remote_jid, new.name, new.unread, new.archived, new.pinned, new.mute_end_time,
                  to_timestamp(new.last_seconds)
           FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::boolean[], $7::boolean[], $8::bigint[], $9::bigint[])
             AS new (id, remote_jid, name, unread, archived, pinned, mute_end_time, last_seconds)
           ON CONFLICT ON CONSTRAINT chat_instance_id_remote_jid_key DO UPDATE SET
             name = EXCLUDED.name, unread_messages = EXCLUDED.unread_messages, archived = EXCLUDED.archived,
             pinned = EXCLUDED.pinned, mute_end_time = EXCLUDED.mute_end_time, last_message_at = EXCLUDED.last_message_at,
             updated_at = now()
           RETURNING remote_jid, ${knownLid("chat")} AS lid`,
    values: [
      instanceId,
      chats.map(() => uuidv7()),
      chats.map(({ jid }) => jid),
      chats.map(({ state }) => state.name),
      chats.map(({ state }) => state.unreadMessages),
      chats.map(({ state }) => state.archived),
      chats.map(({ state }) => state.pinned),
      chats.map(({ state }) => state.muteEndTime),
      chats.map(({ state }) => state.lastMessageAt),
    ],
  });
  return new Map(rows.map((row) => [row.remote_jid, row.lid]));
}

/** A chat as events tell it. Times of muting leave in Unix seconds, -1 for ever. */
export function chatChange(
  instanceId: string,
  remoteJid: string,
  state: Omit<ChatState, "lastMessageAt"> & { readonly lid: string | null | undefined },
): EventData<"CHATS_UPSERT">[number] {
  const { name, unreadMessages, archived, pinned, muteEndTime, lid } = state;
  const muteEndSeconds = muteEndTime === null ? null : muteEndTime < 0 ? -1 : Math.floor(muteEndTime / 1000);
  return {
    remoteJid,
    instanceId,
    name,
    unreadMessages,
    archived,
    pinned,
    muteEndTime: muteEndSeconds,
    ...lidField(lid),
  };
}

function stateAfter(before: ChatState, chat: InboundChat): ChatState {
  return {
    name: chat.name === undefined ? before.name : chat.name,
    unreadMessages: chat.unreadMessages ?? before.unreadMessages,
    archived: chat.archived ?? before.archived,
    pinned: chat.pinned ?? before.pinned,
    muteEndTime: chat.muteEndTime === undefined ? before.muteEndTime : chat.muteEndTime,
    lastMessageAt:
      chat.lastMessageAt === undefined
        ? before.lastMessageAt
        : Math.max(chat.lastMessageAt, before.lastMessageAt ?? chat.lastMessageAt),
  };
}

function differs(left: ChatState, right: ChatState): boolean {
  return (
    left.name !== right.name ||
    left.unreadMessages !== right.unreadMessages ||
    left.archived !== right.archived ||
    left.pinned !== right.pinned ||
    left.muteEndTime !== right.muteEndTime
  );
}

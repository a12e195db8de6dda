import type { NewEvent } from "../log/append.ts";
import { type AddedRows, noRows } from "./added-rows.ts";
import type { WriteScope } from "./write-scope.ts";

/** Deletes chats with their messages. Tells of those that were stored. */
export async function deleteChats(
  { client, instanceId }: WriteScope,
  jids: readonly string[],
): Promise<{ events: NewEvent[]; added: AddedRows }> {
  if (jids.length === 0) return { events: [], added: noRows };
  const { rows } = await client.query<{ kind: "chat" | "message"; remote_jid: string; deleted: number }>({
    name: "delete-chats",
    text: `WITH chats AS (
             DELETE FROM chat WHERE instance_id = $1 AND remote_jid = ANY ($2::text[]) RETURNING remote_jid
           ), messages AS (
             DELETE FROM message WHERE instance_id = $1 AND remote_jid = ANY ($2::text[]) RETURNING remote_jid
           )
           SELECT 'chat' AS kind, remote_jid, 1 AS deleted FROM chats
           UNION ALL SELECT 'message', remote_jid, count(*)::int FROM messages GROUP BY remote_jid`,
    values: [instanceId, jids],
  });
  const deleted = [...new Set(rows.map((row) => row.remote_jid))];
  const sum = (kind: "chat" | "message"): number =>
    rows.reduce((total, row) => total - (row.kind === kind ? row.deleted : 0), 0);
  return {
    events: deleted.length === 0 ? [] : [{ type: "CHATS_DELETE", data: deleted }],
    added: { messages: sum("message"), chats: sum("chat"), contacts: 0 },
  };
}

import type { CoreParts } from "../../core-parts.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

// As the index chat_channel_idx has it, so that other chats are not looked at.
const channels = `FROM chat WHERE instance_id = $1 AND remote_jid LIKE '%@newsletter' AND last_message_at IS NOT NULL`;

interface ChannelRow {
  readonly remote_jid: string;
  /** Unix seconds. */
  readonly last_seconds: number;
}

/** Handler that finds the channels of which something is stored. */
export function channelHandlers({ database }: CoreParts): Pick<ChatHandlers, "findChannels"> {
  return {
    async findChannels({ page, limit }, { instance }) {
      const [counted, found] = await Promise.all([
        database.query<{ total: number }>(`SELECT count(*)::int AS total ${channels}`, [instance.id]),
        database.query<ChannelRow>(
          `SELECT remote_jid, extract(epoch FROM last_message_at)::bigint AS last_seconds ${channels}
           ORDER BY last_message_at DESC, id DESC LIMIT $2 OFFSET $3`,
          [instance.id, limit, (page - 1) * limit],
        ),
      ]);
      const total = counted.rows[0]?.total ?? 0;
      const records = found.rows.map((row) => ({
        remoteJid: row.remote_jid,
        lastMessageTimestamp: Number(row.last_seconds),
      }));
      return { total, pages: Math.ceil(total / limit), currentPage: page, limit, records };
    },
  };
}

import { MessageContent } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { StoredMessageReference } from "../engine.ts";
import type { MessageLookup } from "../message-lookup.ts";

interface ReferenceRow {
  key_id: string;
  remote_jid: string;
  remote_jid_alt: string | null;
  from_me: boolean;
  participant: string;
  message_timestamp: number;
  message_type: string;
  message: unknown;
  engine_data: Buffer | null;
}

const referenceColumns =
  "key_id, remote_jid, remote_jid_alt, from_me, participant, message_timestamp, message_type, message, engine_data";

/** Finds stored messages, and those on their way out, by SQL. */
export function createMessageLookup(database: Database): MessageLookup {
  return {
    async byKeyId(instanceId, keyId, remoteJid) {
      const { rows } = await database.query<ReferenceRow>(
        `SELECT ${referenceColumns} FROM message WHERE instance_id = $1 AND key_id = $2
         UNION ALL
         SELECT key_id, remote_jid, message ->> 'remoteJidAlt', true, '', extract(epoch FROM created_at)::bigint,
                message ->> 'messageType', message -> 'message', engine_data
         FROM send_attempt WHERE instance_id = $1 AND key_id = $2`,
        [instanceId, keyId],
      );
      const row = rows.find((one) => one.remote_jid === remoteJid) ?? rows[0];
      return row === undefined ? undefined : referenceOf(row);
    },

    async newest(instanceId, remoteJid, limit) {
      const { rows } = await database.query<ReferenceRow>(
        `SELECT ${referenceColumns} FROM message WHERE instance_id = $1 AND remote_jid = $2
         ORDER BY message_timestamp DESC, id DESC LIMIT $3`,
        [instanceId, remoteJid, limit],
      );
      return rows.map(referenceOf);
    },
  };
}

function referenceOf(row: ReferenceRow): StoredMessageReference {
  return {
    keyId: row.key_id,
    remoteJid: row.remote_jid,
    remoteJidAlt: row.remote_jid_alt,
    fromMe: row.from_me,
    participant: row.participant,
    timestamp: Number(row.message_timestamp),
    messageType: row.message_type,
    message: MessageContent.parse(row.message),
    engineData: row.engine_data,
  };
}

import { MessageContent } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { StoredMessageReference } from "../engine.ts";
import type { MessageLookup } from "../message-lookup.ts";
import { storedAddress } from "./stored-address.ts";

interface ReferenceRow {
  key_id: string;
  remote_jid: string;
  remote_jid_alt: string | null;
  from_me: boolean;
  participant: string;
  seconds: number;
  message_type: string;
  message: unknown;
  engine_data: Buffer | null;
}

const messageColumns = `key_id, remote_jid, remote_jid_alt, from_me, participant, message_timestamp AS seconds, message_type,
  message, engine_data`;

/** Finds stored messages, and those on their way out, for engines. */
export function createMessageLookup(database: Pick<Database, "query">): MessageLookup {
  return {
    async byKeyId(instanceId, keyId, remoteJid) {
      // One on its way is in the table of attempts only; one that is sent in the table of messages only.
      const { rows } = await database.query<ReferenceRow>(
        `SELECT * FROM (
           SELECT ${messageColumns}, false AS is_attempt FROM message WHERE instance_id = $1 AND key_id = $2
           UNION ALL
           SELECT key_id, remote_jid, message->>'remoteJidAlt', true, '', extract(epoch FROM created_at)::bigint,
                  message->>'messageType', message->'message', engine_data, true
           FROM send_attempt WHERE instance_id = $1 AND key_id = $2
         ) AS found
         ORDER BY COALESCE(remote_jid = $3 OR remote_jid_alt = $3, false) DESC, from_me DESC, is_attempt, seconds DESC
         LIMIT 1`,
        [instanceId, keyId, remoteJid ?? null],
      );
      return rows[0] === undefined ? undefined : referenceOf(rows[0]);
    },
    async newest(instanceId, remoteJid, limit) {
      const { rows } = await database.query<ReferenceRow>(
        `SELECT ${messageColumns} FROM message WHERE instance_id = $1 AND remote_jid = $2
         ORDER BY message_timestamp DESC, id DESC LIMIT $3`,
        [instanceId, await storedAddress(database, instanceId, remoteJid), limit],
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
    timestamp: row.seconds,
    messageType: row.message_type,
    message: MessageContent.parse(row.message),
    engineData: row.engine_data,
  };
}

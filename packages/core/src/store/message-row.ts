import type { ContextInfo, Message, MessageContent, MessageSource, MessageStatus } from "@waxwing/contract";
import type { PoolClient } from "pg";
import type { z } from "zod";

/** A message as the table `message` holds it. */
export interface MessageRow {
  readonly id: string;
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  /** Empty outside groups. */
  readonly participant: string;
  readonly remoteJidAlt: string | null;
  readonly participantAlt: string | null;
  readonly addressingMode: "pn" | "lid" | null;
  readonly pushName: string | null;
  readonly messageType: string;
  readonly message: MessageContent;
  readonly contextInfo: z.infer<typeof ContextInfo> | null;
  readonly source: z.infer<typeof MessageSource>;
  readonly status: MessageStatus;
  /** Unix seconds. */
  readonly timestamp: number;
  /** The message in the engine's own form. */
  readonly engineData: Buffer | null;
}

/** The message as rows of `findMessages` and events show it. */
export function toMessage(row: Omit<MessageRow, "engineData">, instanceId: string): Message {
  return {
    id: row.id,
    key: {
      remoteJid: row.remoteJid,
      fromMe: row.fromMe,
      id: row.keyId,
      ...(row.participant === "" ? {} : { participant: row.participant }),
      ...(row.remoteJidAlt === null ? {} : { remoteJidAlt: row.remoteJidAlt }),
      ...(row.participantAlt === null ? {} : { participantAlt: row.participantAlt }),
      ...(row.addressingMode === null ? {} : { addressingMode: row.addressingMode }),
    },
    pushName: row.pushName,
    status: row.status,
    message: row.message,
    contextInfo: row.contextInfo,
    messageType: row.messageType,
    messageTimestamp: row.timestamp,
    instanceId,
    source: row.source,
  };
}

const insertSql = `
  INSERT INTO message (id, instance_id, key_id, remote_jid, from_me, participant, remote_jid_alt, push_name,
                       message_type, message, context_info, source, status, message_timestamp,
                       participant_alt, addressing_mode, engine_data)
  SELECT new.id, $1, new.key_id, new.remote_jid, new.from_me, new.participant, new.remote_jid_alt, new.push_name,
         new.message_type, new.message, new.context_info, new.source, new.status, new.message_timestamp,
         new.participant_alt, new.addressing_mode, new.engine_data
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::jsonb[], $11::jsonb[], $12::text[], $13::text[], $14::bigint[],
              $15::text[], $16::text[], $17::bytea[])
    AS new (id, key_id, remote_jid, from_me, participant, remote_jid_alt, push_name,
            message_type, message, context_info, source, status, message_timestamp,
            participant_alt, addressing_mode, engine_data)
  ON CONFLICT ON CONSTRAINT message_key_key DO NOTHING
  RETURNING id`;

/** Stores messages; those whose key is stored already are left alone. Answers the ids of the new ones. */
export async function insertMessages(
  client: PoolClient,
  instanceId: string,
  rows: readonly MessageRow[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const result = await client.query<{ id: string }>({
    name: "insert-messages",
    text: insertSql,
    values: [
      instanceId,
      rows.map((row) => row.id),
      rows.map((row) => row.keyId),
      rows.map((row) => row.remoteJid),
      rows.map((row) => row.fromMe),
      rows.map((row) => row.participant),
      rows.map((row) => row.remoteJidAlt),
      rows.map((row) => row.pushName),
      rows.map((row) => row.messageType),
      rows.map((row) => JSON.stringify(row.message)),
      rows.map((row) => (row.contextInfo === null ? null : JSON.stringify(row.contextInfo))),
      rows.map((row) => row.source),
      rows.map((row) => row.status),
      rows.map((row) => row.timestamp),
      rows.map((row) => row.participantAlt),
      rows.map((row) => row.addressingMode),
      rows.map((row) => row.engineData),
    ],
  });
  return new Set(result.rows.map((row) => row.id));
}

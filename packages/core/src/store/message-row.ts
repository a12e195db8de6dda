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
                       participant_alt, addressing_mode, engine_data, is_history)
  SELECT new.id, $1, new.key_id, new.remote_jid, new.from_me, new.participant, new.remote_jid_alt, new.push_name,
         new.message_type, new.message, new.context_info, new.source, new.status, new.message_timestamp,
         new.participant_alt, new.addressing_mode, new.engine_data, new.is_history
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::jsonb[], $11::jsonb[], $12::text[], $13::text[], $14::bigint[],
              $15::text[], $16::text[], $17::bytea[], $18::boolean[])
    AS new (id, key_id, remote_jid, from_me, participant, remote_jid_alt, push_name,
            message_type, message, context_info, source, status, message_timestamp,
            participant_alt, addressing_mode, engine_data, is_history)
  ON CONFLICT ON CONSTRAINT message_key_key DO UPDATE SET is_history = false
    WHERE message.is_history AND NOT EXCLUDED.is_history
  RETURNING id, status, CASE WHEN xmax = 0 THEN NULL ELSE
    jsonb_build_object('keyId', key_id, 'remoteJid', remote_jid, 'fromMe', from_me, 'participant', participant) END AS known`;

type MessageKey = Pick<MessageRow, "keyId" | "remoteJid" | "fromMe" | "participant">;

/** A message to store; of the history, or live. */
export interface MessageToStore {
  readonly row: MessageRow;
  readonly isHistory: boolean;
}

/** A message that is to be told. `row` has the id and the status with which it is stored. */
export type StoredMessage<T extends MessageToStore> = T & {
  /** It was stored already, as history, and has come live now. */
  readonly wasHistory: boolean;
};

/**
 * Stores messages. Answers the new ones, and the live ones that were known from the history alone; all others whose key
 * is stored already are left alone.
 */
export async function storeMessages<T extends MessageToStore>(
  client: PoolClient,
  instanceId: string,
  messages: readonly T[],
): Promise<StoredMessage<T>[]> {
  if (messages.length === 0) return [];
  const distinct = distinctMessages(messages);
  const rows = distinct.map(({ row }) => row);
  const result = await client.query<{ id: string; status: MessageStatus; known: MessageKey | null }>({
    name: "store-messages",
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
      distinct.map(({ isHistory }) => isHistory),
    ],
  });
  const added = new Set(result.rows.map(({ id }) => id));
  const known = new Map(
    result.rows.flatMap((stored) => (stored.known === null ? [] : [[textOf(stored.known), stored]])),
  );
  return distinct.flatMap((message): StoredMessage<T>[] => {
    const { row } = message;
    if (added.has(row.id)) return [{ ...message, wasHistory: false }];
    const stored = known.size === 0 ? undefined : known.get(textOf(row));
    if (stored === undefined) return [];
    return [{ ...message, row: { ...row, id: stored.id, status: stored.status }, wasHistory: true }];
  });
}

/** Each key once: the first, but a live message rather than one of the history. */
function distinctMessages<T extends MessageToStore>(messages: readonly T[]): T[] {
  const byKey = new Map<string, T>();
  for (const message of messages) {
    const key = textOf(message.row);
    const earlier = byKey.get(key);
    if (earlier !== undefined && (!earlier.isHistory || message.isHistory)) continue;
    // To the place of the live one.
    byKey.delete(key);
    byKey.set(key, message);
  }
  return [...byKey.values()];
}

function textOf({ keyId, remoteJid, fromMe, participant }: MessageKey): string {
  return `${keyId} ${remoteJid} ${fromMe} ${participant}`;
}

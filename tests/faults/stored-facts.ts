import type { Database } from "@waxwing/database";

/** A stored message as far as these tests look. */
export interface StoredMessage {
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly text: string;
}

/** All messages of an instance, in the order in which they were stored. */
export async function storedMessages(database: Database, instanceId: string): Promise<StoredMessage[]> {
  const { rows } = await database.query<{ key_id: string; remote_jid: string; from_me: boolean; text: string }>(
    "SELECT key_id, remote_jid, from_me, message->>'conversation' AS text FROM message WHERE instance_id = $1 ORDER BY id",
    [instanceId],
  );
  return rows.map((row) => ({ keyId: row.key_id, remoteJid: row.remote_jid, fromMe: row.from_me, text: row.text }));
}

/** An event as far as these tests look. */
export interface StoredEvent {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  /** Text of the message, if the event has one. */
  readonly text: string | null;
  readonly keyId: string | null;
}

/** The event log of an instance, by sequence. */
export async function storedEvents(database: Database, instanceId: string): Promise<StoredEvent[]> {
  const { rows } = await database.query<{
    id: string;
    sequence: number;
    type: string;
    text: string | null;
    key_id: string | null;
  }>(
    `SELECT id, sequence, type, data#>>'{message,conversation}' AS text, data#>>'{key,id}' AS key_id
     FROM event WHERE instance_id = $1 ORDER BY sequence`,
    [instanceId],
  );
  return rows.map((row) => ({ id: row.id, sequence: row.sequence, type: row.type, text: row.text, keyId: row.key_id }));
}

import { randomBytes } from "node:crypto";
import type { EngineInstance, StoredMessageReference } from "@waxwing/core";
import type { Database } from "@waxwing/database";

/** The row of an instance, for rows that belong to it. */
export async function storeInstance(database: Database, { id, name }: EngineInstance): Promise<void> {
  await database.query(
    `INSERT INTO instance (id, name, integration, connection_state, token_hash, settings)
     VALUES ($1, $2, 'WHATSAPP-BAILEYS', 'open', $3, '{}')`,
    [id, name, randomBytes(32)],
  );
}

/** The row of a message. */
export async function storeMessage(
  database: Database,
  { id: instanceId }: EngineInstance,
  message: StoredMessageReference,
): Promise<void> {
  await database.query(
    `INSERT INTO message (id, instance_id, key_id, remote_jid, from_me, participant, message_type, message, source, status,
                          message_timestamp, engine_data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'web', 'SERVER_ACK', $9, $10)`,
    [
      crypto.randomUUID(),
      instanceId,
      message.keyId,
      message.remoteJid,
      message.fromMe,
      message.participant,
      message.messageType,
      JSON.stringify(message.message),
      message.timestamp,
      message.engineData,
    ],
  );
}

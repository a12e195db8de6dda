import type { EngineInstance, StoredMessageReference } from "@waxwing/core";
import type { Database } from "@waxwing/database";

/** A medium that is kept in the media store. */
export interface StoredMedium {
  readonly storeKey: string;
  readonly sha256: Buffer;
}

/** The message's row, as far as its medium is concerned. */
export interface MediaRow {
  readonly messageId: string;
  readonly medium: StoredMedium | null;
}

interface Row {
  id: string;
  store_key: string | null;
  sha256: Buffer | null;
}

/** Undefined when the message is not stored (any more). */
export async function readMediaRow(
  database: Database,
  instance: EngineInstance,
  { keyId, remoteJid, fromMe, participant }: StoredMessageReference,
): Promise<MediaRow | undefined> {
  const { rows } = await database.query<Row>(
    `SELECT message.id, stored_media.store_key, stored_media.sha256
       FROM message LEFT JOIN stored_media ON stored_media.message_id = message.id
      WHERE message.instance_id = $1 AND message.key_id = $2 AND message.remote_jid = $3
        AND message.from_me = $4 AND message.participant = $5`,
    [instance.id, keyId, remoteJid, fromMe, participant],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { id: messageId, store_key: storeKey, sha256 } = row;
  return { messageId, medium: storeKey === null || sha256 === null ? null : { storeKey, sha256 } };
}

/** Notes where a medium is kept, which was announced. A message that is gone meanwhile has none. */
export async function writeStoredMedium(
  database: Database,
  instance: EngineInstance,
  messageId: string,
  medium: StoredMedium & { readonly mimetype: string; readonly fileName: string | null; readonly bytes: number },
): Promise<void> {
  await database.query(
    `WITH claimed AS (
       INSERT INTO stored_media (message_id, instance_id, store_key, mimetype, file_name, bytes, sha256)
       SELECT id, instance_id, $3, $4, $5, $6, $7 FROM message WHERE id = $1 AND instance_id = $2
       ON CONFLICT (message_id) DO NOTHING RETURNING store_key
     )
     DELETE FROM unclaimed_media USING claimed WHERE unclaimed_media.store_key = claimed.store_key`,
    [messageId, instance.id, medium.storeKey, medium.mimetype, medium.fileName, medium.bytes, medium.sha256],
  );
}

/** Keeps a message's own form with the new address of its file. */
export async function writeEngineData(database: Database, messageId: string, engineData: Buffer): Promise<void> {
  await database.query("UPDATE message SET engine_data = $2 WHERE id = $1", [messageId, engineData]);
}

import type { Sealing } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { PendingPayload } from "../session.ts";

interface StoredStanza {
  readonly attributes: Readonly<Record<string, string>>;
  readonly type: string;
}

interface PayloadColumns {
  readonly digest: Buffer;
  readonly stanza: StoredStanza;
  readonly plaintext: Buffer;
}

/** What a ciphertext held when it was decrypted, if that is still stored. */
export async function findPayload(
  database: Database,
  sealing: Sealing,
  instanceId: string,
  digest: Buffer,
): Promise<PendingPayload | undefined> {
  const { rows } = await database.query<PayloadColumns>(
    "SELECT digest, stanza, plaintext FROM decrypted_payload WHERE instance_id = $1 AND digest = $2",
    [instanceId, digest],
  );
  return rows[0] === undefined ? undefined : payloadOf(rows[0], sealing);
}

/** What was decrypted and has not become events, in order of arrival. */
export async function pendingPayloads(
  database: Database,
  sealing: Sealing,
  instanceId: string,
): Promise<PendingPayload[]> {
  const { rows } = await database.query<PayloadColumns>(
    `SELECT digest, stanza, plaintext FROM decrypted_payload
     WHERE instance_id = $1 AND handled_at IS NULL ORDER BY position`,
    [instanceId],
  );
  return rows.map((row) => payloadOf(row, sealing));
}

function payloadOf({ digest, stanza, plaintext }: PayloadColumns, sealing: Sealing): PendingPayload {
  return { digest, stanza: stanza.attributes, type: stanza.type, plaintext: sealing.openBytes(plaintext) };
}

const pruneBatch = 5000;

/**
 * Removes what became events more than an hour ago; until then it answers WhatsApp's second deliveries. What has not
 * become events is kept. Gives the number of removed rows; may run at any time.
 */
export async function prunePayloads(database: Database): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await database.query(
      `DELETE FROM decrypted_payload WHERE (instance_id, digest) IN (
         SELECT instance_id, digest FROM decrypted_payload
         WHERE received_at < now() - interval '1 hour' AND handled_at < now() - interval '1 hour' LIMIT $1)`,
      [pruneBatch],
    );
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < pruneBatch) return removed;
  }
}

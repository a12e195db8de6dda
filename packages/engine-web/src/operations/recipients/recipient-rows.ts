import type { Database } from "@waxwing/database";
import { KNOWN_FOR_MS, type KnownRecipient, UNKNOWN_FOR_MS } from "./fresh-answers.ts";

/** An answer as it is stored, with its age. */
export interface StoredRecipient extends KnownRecipient {
  readonly query: string;
  readonly ageMs: number;
}

interface Row {
  query: string;
  is_known: boolean;
  jid: string;
  lid: string | null;
  age_ms: string;
}

/** Stored answers that are still believed. */
export async function readRecipients(
  database: Database,
  instanceId: string,
  queries: readonly string[],
): Promise<StoredRecipient[]> {
  const { rows } = await database.query<Row>(
    `SELECT query, is_known, jid, lid, floor(extract(epoch FROM now() - checked_at) * 1000)::bigint AS age_ms
       FROM recipient
      WHERE instance_id = $1 AND query = ANY($2)
        AND checked_at > now() - (CASE WHEN is_known THEN $3::bigint ELSE $4::bigint END) * interval '1 millisecond'`,
    [instanceId, queries, KNOWN_FOR_MS, UNKNOWN_FOR_MS],
  );
  return rows.map(({ query, is_known: isKnown, jid, lid, age_ms: age }) => ({
    query,
    isKnown,
    jid,
    lid,
    ageMs: Number(age),
  }));
}

/** Stores fresh answers over older ones. An instance that is gone meanwhile gets none. */
export async function writeRecipients(
  database: Database,
  instanceId: string,
  answers: ReadonlyMap<string, KnownRecipient>,
): Promise<void> {
  // In one order everywhere: two lookups of the same addresses must not wait for each other.
  const entries = [...answers].sort(([one], [other]) => (one < other ? -1 : 1));
  await database.query(
    `INSERT INTO recipient (instance_id, query, is_known, jid, lid)
     SELECT instance.id, answer.query, answer.is_known, answer.jid, answer.lid
       FROM instance, unnest($2::text[], $3::boolean[], $4::text[], $5::text[]) AS answer (query, is_known, jid, lid)
      WHERE instance.id = $1
     ON CONFLICT (instance_id, query) DO UPDATE
        SET is_known = excluded.is_known, jid = excluded.jid, lid = excluded.lid, checked_at = now()`,
    [
      instanceId,
      entries.map(([query]) => query),
      entries.map(([, { isKnown }]) => isKnown),
      entries.map(([, { jid }]) => jid),
      entries.map(([, { lid }]) => lid),
    ],
  );
}

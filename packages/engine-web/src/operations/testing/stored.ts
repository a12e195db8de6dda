import { randomBytes } from "node:crypto";
import type { EngineInstance } from "@waxwing/core";
import type { Database } from "@waxwing/database";

/** The row of an instance, for rows that belong to it. */
export async function storeInstance(database: Database, { id, name }: EngineInstance): Promise<void> {
  await database.query(
    `INSERT INTO instance (id, name, integration, connection_state, token_hash, settings)
     VALUES ($1, $2, 'WHATSAPP-BAILEYS', 'open', $3, '{}')`,
    [id, name, randomBytes(32)],
  );
}

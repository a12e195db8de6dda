import type { Database } from "@waxwing/database";
import type { MediaStore } from "@waxwing/media";

/** Files that one sweep looks at. */
const filesAtATime = 1000;

/**
 * To be called before a file is written: should its row never be, the file is removed after an hour, and until then no
 * sweep does.
 */
export async function announceFile(database: Database, storeKey: string): Promise<void> {
  await database.query(
    `INSERT INTO unclaimed_media (store_key, check_after) VALUES ($1, now() + interval '1 hour')
     ON CONFLICT (store_key) DO UPDATE SET check_after = EXCLUDED.check_after`,
    [storeKey],
  );
}

/**
 * Removes files whose rows are gone or were never written, a bounded number at a time. Gives how many it looked at. A
 * file that could not be removed is tried again an hour later.
 */
export async function sweepFiles(database: Database, store: MediaStore, signal: AbortSignal): Promise<number> {
  let looked = 0;
  while (looked < filesAtATime && !signal.aborted && (await sweepOne(database, store))) looked++;
  return looked;
}

/**
 * The lock comes first, and only then the look at who needs the file: whoever announces it now, or deletes the last row
 * that leads to it, waits for us.
 */
async function sweepOne(database: Database, store: MediaStore): Promise<boolean> {
  let storeKey: string | undefined;
  try {
    return await database.transaction(async (client) => {
      const due = await client.query<{ store_key: string }>(
        `SELECT store_key FROM unclaimed_media WHERE check_after < now()
         ORDER BY check_after LIMIT 1 FOR UPDATE SKIP LOCKED`,
      );
      storeKey = due.rows[0]?.store_key;
      if (storeKey === undefined) return false;
      const { rowCount } = await client.query("SELECT 1 FROM stored_media WHERE store_key = $1 LIMIT 1", [storeKey]);
      if (rowCount === 0) await store.delete(storeKey);
      await client.query("DELETE FROM unclaimed_media WHERE store_key = $1", [storeKey]);
      return true;
    });
  } catch (error) {
    // Not in the way of the others.
    if (storeKey !== undefined) await announceFile(database, storeKey);
    throw error;
  }
}

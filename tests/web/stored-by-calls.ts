import { until } from "../processes/conditions.ts";
import { storedRows } from "../support/stored-rows.ts";
import type { World } from "./scenario.ts";

/**
 * A digest of all that a refused call must leave alone: every table but the keys, which the connection tends by itself, and
 * what was learned of numbers. It is taken when no send is under way and earlier messages have been delivered: their statuses
 * come by themselves, and would look like something that the call changed.
 */
export async function storedByCalls({ web: { fixture } }: World): Promise<Record<string, string>> {
  await until("no send is under way, and what was sent has been delivered", async () => {
    const { rows } = await fixture.pool.query(
      `SELECT 1 FROM waxwing.send_attempt WHERE state = 'sending'
       UNION ALL
       SELECT 1 FROM waxwing.message WHERE from_me AND status IN ('PENDING', 'SERVER_ACK')`,
    );
    return rows.length === 0;
  });
  const all = Object.entries(await storedRows(fixture.pool));
  return Object.fromEntries(all.filter(([table]) => !/^web_|^decrypted_|^identity$|^recipient$/.test(table)));
}

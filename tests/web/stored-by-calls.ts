import { until } from "../processes/conditions.ts";
import { storedRows } from "../support/stored-rows.ts";
import type { World } from "./scenario.ts";

/**
 * A digest of all that a refused call must leave alone: every table but the keys, which the connection tends by itself, and
 * what was learned of numbers.
 */
export async function storedByCalls({ web: { fixture } }: World): Promise<Record<string, string>> {
  await until("no send is under way", async () => {
    const { rows } = await fixture.pool.query("SELECT 1 FROM waxwing.send_attempt WHERE state = 'sending'");
    return rows.length === 0;
  });
  const all = Object.entries(await storedRows(fixture.pool));
  return Object.fromEntries(all.filter(([table]) => !/^web_|^decrypted_|^identity$|^recipient$/.test(table)));
}

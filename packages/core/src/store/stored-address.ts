import type { Database } from "@waxwing/database";
import { filterJid } from "../recipients.ts";

/**
 * The address under which things of a chat or contact are stored: the phone JID of a LID when it is known. For filters:
 * what cannot be an address is compared as it is.
 */
export async function storedAddress(
  database: Pick<Database, "query">,
  instanceId: string,
  address: string,
): Promise<string> {
  const jid = filterJid(address);
  if (!jid.endsWith("@lid")) return jid;
  const { rows } = await database.query<{ phone_jid: string }>(
    "SELECT phone_jid FROM identity WHERE instance_id = $1 AND lid = $2",
    [instanceId, jid],
  );
  return rows[0]?.phone_jid ?? jid;
}

import { MessageContent, type Quoted, WaxwingError } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { z } from "zod";
import type { QuotedMessage } from "../engine.ts";
import { filterJid } from "../recipients.ts";

/**
 * Completes what a reply refers to from the store. A message that is not stored can be quoted when its content is given.
 * @throws QUOTED_MESSAGE_NOT_FOUND
 */
export async function quotedMessage(
  database: Database,
  instanceId: string,
  chat: string,
  quoted: z.output<typeof Quoted>,
): Promise<QuotedMessage> {
  const { id } = quoted.key;
  const { rows } = await database.query<{
    remote_jid: string;
    from_me: boolean;
    participant: string;
    message: unknown;
    engine_data: Buffer | null;
  }>(
    `SELECT remote_jid, from_me, participant, message, engine_data FROM message WHERE instance_id = $1 AND key_id = $2
     ORDER BY remote_jid = $3 DESC LIMIT 1`,
    [instanceId, id, quoted.key.remoteJid === undefined ? chat : filterJid(quoted.key.remoteJid)],
  );
  const stored = rows[0];
  if (stored === undefined && quoted.message === undefined) throw new WaxwingError("QUOTED_MESSAGE_NOT_FOUND");
  return {
    id,
    remoteJid: stored?.remote_jid ?? quoted.key.remoteJid ?? chat,
    fromMe: stored?.from_me ?? quoted.key.fromMe ?? false,
    participant: (stored?.participant || quoted.key.participant) ?? undefined,
    message: quoted.message === undefined ? MessageContent.parse(stored?.message) : quoted.message,
    engineData: stored?.engine_data ?? undefined,
  };
}

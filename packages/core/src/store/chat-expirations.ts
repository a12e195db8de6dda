import type { InboundExpiration } from "../inbox.ts";
import type { WriteScope } from "./write-scope.ts";

/** Stores when messages of chats vanish. What is known from a later time stays. */
export async function writeExpirations(
  { client, instanceId }: WriteScope,
  expirations: readonly InboundExpiration[],
): Promise<void> {
  if (expirations.length === 0) return;
  // A statement cannot change a row twice.
  const newest = new Map<string, InboundExpiration>();
  for (const one of expirations) {
    if (one.setAt >= (newest.get(one.remoteJid)?.setAt ?? one.setAt)) newest.set(one.remoteJid, one);
  }
  const rows = [...newest.values()];
  await client.query({
    name: "store-chat-expirations",
    text: `INSERT INTO chat_expiration (instance_id, remote_jid, seconds, set_at)
           SELECT $1, new.* FROM unnest($2::text[], $3::int[], $4::bigint[]) AS new (remote_jid, seconds, set_at)
           ON CONFLICT (instance_id, remote_jid) DO UPDATE SET seconds = EXCLUDED.seconds, set_at = EXCLUDED.set_at
           WHERE chat_expiration.set_at <= EXCLUDED.set_at`,
    values: [
      instanceId,
      rows.map((row) => row.remoteJid),
      rows.map((row) => row.seconds),
      rows.map((row) => row.setAt),
    ],
  });
}

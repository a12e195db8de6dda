import type { WriteScope } from "./write-scope.ts";

/** Notes that decrypted payloads have become events, in the transaction of these. */
export async function markHandled({ client, instanceId }: WriteScope, digests: readonly Buffer[]): Promise<void> {
  if (digests.length === 0) return;
  await client.query({
    name: "mark-handled-payloads",
    text: `UPDATE decrypted_payload SET handled_at = now()
           WHERE instance_id = $1 AND digest = ANY ($2::bytea[]) AND handled_at IS NULL`,
    values: [instanceId, digests],
  });
}

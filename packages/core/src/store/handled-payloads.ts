import type { WriteScope } from "./write-scope.ts";

/** Notes that decrypted payloads have become events, in the transaction of these. */
export function markHandled({ client, instanceId, later }: WriteScope, digests: readonly Buffer[]): void {
  if (digests.length === 0) return;
  later(
    client.query({
      name: "mark-handled-payloads",
      text: `UPDATE decrypted_payload SET handled_at = now()
             WHERE instance_id = $1 AND digest = ANY ($2::bytea[]) AND handled_at IS NULL`,
      values: [instanceId, digests],
    }),
  );
}

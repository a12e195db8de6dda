import type { PoolClient } from "pg";
import type { InboundMessage, InboundStatus } from "../inbox.ts";
import type { DoubtfulAttempts } from "./doubtful-attempts.ts";
import type { AcceptedSend } from "./instance-writer.ts";
import { takeAttempts } from "./send-attempts.ts";
import { findWaitingReports, type WaitingSend } from "./status-reports.ts";

/** What arrives and may tell of a send. */
interface Arrivals {
  readonly reports: readonly InboundStatus[];
  /** Messages; own ones may be those that we sent. */
  readonly echoes: readonly InboundMessage[];
}

/**
 * Sends whose outcome was unknown, and of which WhatsApp has told now, or before the doubt arose: a status that brings
 * back the attempt or names its message, or the message itself from another device or the history.
 */
export async function settleDoubtful(
  client: PoolClient,
  instanceId: string,
  { reports, echoes }: Arrivals,
  doubtful: DoubtfulAttempts,
  doubted: readonly string[],
): Promise<AcceptedSend[]> {
  const seen = await findWaitingReports(client, instanceId, doubted);
  for (const report of reports) {
    const id = report.attemptId ?? (report.fromMe ? doubtful.byKeyId(instanceId, report.keyId) : undefined);
    if (id !== undefined && (doubtful.has(id) || doubted.includes(id)) && !seen.has(id)) seen.set(id, report);
  }
  for (const echo of echoes) {
    const id = echo.fromMe ? doubtful.byKeyId(instanceId, echo.keyId) : undefined;
    if (id !== undefined && !seen.has(id)) seen.set(id, echo);
  }
  if (seen.size === 0) return [];
  const attempts = await takeAttempts(client, instanceId, [...seen.keys()]);
  return attempts.map((attempt) => {
    const { keyId, remoteJid, timestamp } = seen.get(attempt.id) as WaitingSend;
    return {
      attemptId: attempt.id,
      keyId,
      // Where the id is ours we know the chat better than a receipt, which may name a device or a LID.
      remoteJid: attempt.keyId === null ? remoteJid : attempt.remoteJid,
      timestamp,
      content: attempt.content,
      engineData: attempt.engineData ?? undefined,
      idempotencyId: attempt.idempotencyId ?? undefined,
    };
  });
}

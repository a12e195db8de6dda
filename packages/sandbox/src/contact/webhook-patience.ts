import { setTimeout as pause } from "node:timers/promises";
import { DEFAULT_WAIT_MS } from "../graph/defaults.ts";
import type { GraphServer } from "../graph/graph-server.ts";

/**
 * Waits for the receiver of a webhook, but no longer than `timeoutMs` (5,000): Graph goes on trying for days, and a test
 * wants to know why nothing comes. Raises an Error that names the address and what the last attempt met.
 */
export async function withinPatience<Value>(
  graph: GraphServer,
  taken: Promise<Value>,
  timeoutMs = DEFAULT_WAIT_MS,
): Promise<Value> {
  const over = new AbortController();
  // Whoever loses the race must not be an unhandled rejection.
  taken.catch(() => {});
  try {
    return await Promise.race([
      taken,
      pause(timeoutMs, undefined, { signal: over.signal }).then(() => {
        throw new Error(
          `the receiver of webhooks, ${graph.webhookUrl ?? "nowhere"}, has not taken it within ${timeoutMs} ms: ${lastAttempt(graph)}`,
        );
      }),
    ]);
  } finally {
    over.abort();
  }
}

function lastAttempt({ transcript }: GraphServer): string {
  const last = transcript.webhooks.at(-1);
  if (last === undefined) return "no attempt has ended yet";
  return last.status === null ? (last.error ?? "no answer") : `it answered ${last.status}`;
}

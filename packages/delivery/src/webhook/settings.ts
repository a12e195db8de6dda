/** How webhooks are called and called again. */
export interface WebhookSettings {
  /** For one request, from the call to the last byte of the answer. */
  readonly timeoutMs: number;
  /** The first attempt included. */
  readonly maxAttempts: number;
  readonly initialDelaySeconds: number;
  readonly maxDelaySeconds: number;
  /** Whether the delay doubles with each attempt. */
  readonly exponential: boolean;
  /** Share of the delay by which it varies at random, both ways: 0.2 is ±20 %. */
  readonly jitter: number;
  /** HTTP statuses that no further attempt can change. */
  readonly nonRetryableStatuses: readonly number[];
  /** Largest medium that is delivered as base64; a larger one's event goes without it. */
  readonly base64MaxBytes: number;
  /** For fetching one medium before each attempt. */
  readonly base64TimeoutMs: number;
}

type Schedule = Pick<WebhookSettings, "initialDelaySeconds" | "maxDelaySeconds" | "exponential" | "jitter">;

/** A receiver that asks for a longer pause than this is asked again nevertheless. */
const longestRetryAfterSeconds = 3600;

/** Seconds until the next attempt, after `attempts` (from 1) failed ones. `retryAfterSeconds` is a lower bound. */
export function retryDelaySeconds(
  schedule: Schedule,
  attempts: number,
  retryAfterSeconds = 0,
  random: () => number = Math.random,
): number {
  const { initialDelaySeconds, maxDelaySeconds, exponential, jitter } = schedule;
  const delay = Math.min(
    maxDelaySeconds,
    exponential ? initialDelaySeconds * 2 ** (attempts - 1) : initialDelaySeconds,
  );
  const varied = delay * (1 - jitter + 2 * jitter * random());
  return Math.max(varied, Math.min(retryAfterSeconds, longestRetryAfterSeconds));
}

/** Port of the `npm run graph` command; the TypeScript API asks the system for a free one instead. */
export const DEFAULT_CLI_PORT = 8090;
/** Where a Waxwing server with its default settings takes Meta's webhooks. */
export const DEFAULT_WEBHOOK_URL = "http://127.0.0.1:8080/webhook/meta";
/** Documented, so that a server under test can check signatures without any setting on this side. */
export const DEFAULT_APP_SECRET = "waxwing-local-secret";
export const DEFAULT_VERIFY_TOKEN = "waxwing-local-verify";
export const DEFAULT_ACCESS_TOKEN = "test-token";
export const DEFAULT_PHONE_NUMBER_ID = "123456789012345";
export const DEFAULT_BUSINESS_ID = "987654321098765";
/** Entries kept of the transcript, of received messages and of media, each. */
export const DEFAULT_HISTORY_LIMIT = 10_000;
/** How long a waiter waits when its caller does not say. */
export const DEFAULT_WAIT_MS = 5_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Pauses in milliseconds between the attempts to deliver one webhook. Meta documents only that it retries "with
 * decreasing frequency" for up to seven days; the steps themselves are assumed.
 */
export const META_RETRY_DELAYS_MS: readonly number[] = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  ...Array.from({ length: 27 }, () => 6 * HOUR),
];

/** How long the receiver of a webhook may take (Meta's own limit is not published; assumed). */
export const WEBHOOK_TIMEOUT_MS = 10_000;

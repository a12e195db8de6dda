import type { FastifyCorsOptions } from "@fastify/cors";
import type { Settings } from "../settings/settings.ts";

/** Headers that the three faces read. */
const allowedHeaders = [
  "apikey",
  "authorization",
  "content-type",
  "idempotency-key",
  "last-event-id",
  "x-request-id",
  "trpc-accept",
];

/** Headers that pages may read beside the usual ones. */
const exposedHeaders = ["x-request-id", "retry-after"];

const preflightMaxAgeSeconds = 600;

/** What pages of other origins may do, on every face. */
export function corsOptions(
  settings: Pick<Settings, "CORS_ORIGIN" | "CORS_METHODS" | "CORS_CREDENTIALS">,
): FastifyCorsOptions {
  const { CORS_ORIGIN, CORS_METHODS, CORS_CREDENTIALS } = settings;
  // A browser refuses credentials together with "*": the page's own origin is named then.
  const everyOrigin = CORS_CREDENTIALS ? true : "*";
  return {
    origin: CORS_ORIGIN === "*" ? everyOrigin : [...CORS_ORIGIN],
    methods: [...CORS_METHODS],
    credentials: CORS_CREDENTIALS,
    allowedHeaders,
    exposedHeaders,
    maxAge: preflightMaxAgeSeconds,
    // A plain OPTIONS is no fault.
    strictPreflight: false,
  };
}

import { z } from "zod";
import { parsedJson } from "../parsed-json.ts";
import type { GraphAnswer } from "./transport-outcome.ts";

const LONGEST_SECONDS = 24 * 60 * 60;

/**
 * How long Graph asks to wait, in whole seconds, at most a day; undefined when it does not say. Read from `Retry-After`
 * (RFC 9110 section 10.2.3) or from Meta's `X-Business-Use-Case-Usage`, whose `estimated_time_to_regain_access` counts
 * minutes (source: Meta, "Graph API: Rate limits").
 */
export function retryAfterSeconds(headers: GraphAnswer["headers"], now: number = Date.now()): number | undefined {
  const seconds = fromRetryAfter(headers["retry-after"], now) ?? fromUsage(headers["x-business-use-case-usage"]);
  return seconds === undefined || seconds <= 0 ? undefined : Math.min(Math.ceil(seconds), LONGEST_SECONDS);
}

function fromRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : (date - now) / 1000;
}

/** `{"<business id>": [{"type": …, "call_count": …, "estimated_time_to_regain_access": 19}]}` */
const Usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional().catch(undefined) })).catch([]),
);

function fromUsage(header: string | string[] | undefined): number | undefined {
  if (typeof header !== "string") return undefined;
  const parsed = Usage.safeParse(parsedJson(header));
  if (!parsed.success) return undefined;
  const minutes = Object.values(parsed.data)
    .flat()
    .map((usage) => usage.estimated_time_to_regain_access ?? 0);
  return minutes.length === 0 ? undefined : Math.max(...minutes) * 60;
}

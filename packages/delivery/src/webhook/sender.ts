import type { LoggedEvent } from "@waxwing/core";
import { type Outbound, OutboundError, type RequestBody } from "@waxwing/outbound";
import type { WebhookSettings } from "./settings.ts";
import type { WebhookTarget } from "./target.ts";

/** Why an attempt failed, without anything secret. */
export interface Fault {
  /** HTTP status, null when there was no answer. */
  readonly status: number | null;
  /** `HTTP_STATUS`, a code of {@link OutboundError}, or `EVENT_NOT_RETAINED`. */
  readonly code: string;
  readonly message: string;
}

/** What came of one attempt. */
export type Outcome =
  | { readonly kind: "delivered" }
  | { readonly kind: "retry"; readonly fault: Fault; readonly retryAfterSeconds: number }
  | { readonly kind: "refused"; readonly fault: Fault }
  /** We are stopping: it is not known what the receiver did. */
  | { readonly kind: "aborted" };

/** Posts the body of one event once. Never rejects. */
export type Sender = (
  target: WebhookTarget,
  event: Pick<LoggedEvent, "id" | "type">,
  attempt: number,
  body: RequestBody,
) => Promise<Outcome>;

interface SenderOptions {
  readonly outbound: Outbound;
  readonly settings: Pick<WebhookSettings, "timeoutMs" | "nonRetryableStatuses">;
  readonly signal: AbortSignal;
}

const maxResponseBytes = 64 * 1024;
/** No repetition changes what outbound says of the URL or the request itself. */
const finalCodes = new Set(["URL_NOT_ALLOWED", "ADDRESS_NOT_ALLOWED", "INVALID_REQUEST"]);

export function createSender({ outbound, settings, signal }: SenderOptions): Sender {
  const finalStatuses = new Set(settings.nonRetryableStatuses);

  const judge = (status: number, retryAfter: string | undefined): Outcome => {
    if (status >= 200 && status < 300) return { kind: "delivered" };
    const fault: Fault = { status, code: "HTTP_STATUS", message: `the receiver answered ${status}` };
    if (finalStatuses.has(status)) return { kind: "refused", fault };
    const heedsRetryAfter = status === 429 || status === 503;
    return { kind: "retry", fault, retryAfterSeconds: heedsRetryAfter ? secondsOf(retryAfter) : 0 };
  };

  return async (target, event, attempt, body) => {
    try {
      const answer = await outbound.fetch(target.urlFor(event.type), {
        method: "POST",
        headers: target.headersFor(event.id, attempt),
        body,
        timeoutMs: settings.timeoutMs,
        maxResponseBytes,
        signal,
      });
      const retryAfter = answer.headers["retry-after"];
      return judge(answer.status, typeof retryAfter === "string" ? retryAfter : undefined);
    } catch (error) {
      if (!(error instanceof OutboundError)) {
        return { kind: "refused", fault: { status: null, code: "INVALID_REQUEST", message: messageOf(error) } };
      }
      // The headers had arrived: a body that is too long, too slow or cut off changes nothing about a yes.
      if (error.status !== undefined && error.status >= 200 && error.status < 300) return { kind: "delivered" };
      if (error.code === "ABORTED" || error.code === "CLOSED") return { kind: "aborted" };
      const fault: Fault = { status: error.status ?? null, code: error.code, message: error.message };
      if (finalCodes.has(error.code)) return { kind: "refused", fault };
      return error.status === undefined
        ? { kind: "retry", fault, retryAfterSeconds: 0 }
        : judge(error.status, undefined);
    }
  };
}

/** Retry-After (RFC 9110, 10.2.3): seconds or a date; 0 when it is neither. */
export function secondsOf(retryAfter: string | undefined, nowMs: number = Date.now()): number {
  if (retryAfter === undefined) return 0;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, (at - nowMs) / 1000);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { Caller, Principal } from "./caller.ts";
import type { IdempotencyClaim } from "./idempotency/idempotency.ts";
import type { InstanceRecord } from "./instance-directory.ts";

/** What `execute()` hands to a handler beside the parsed input. */
export interface OperationContext {
  readonly caller: Caller;
  readonly principal: Principal;
  /** Aborts when the caller goes away or the request times out. Made at the first use: most calls never ask. */
  readonly signal: AbortSignal;
  /** The instance of the call; throws on operations that have none. */
  readonly instance: InstanceRecord;
  /** The claim of this call's idempotency key, when one was given. */
  readonly idempotency: IdempotencyClaim | undefined;
}

import { WaxwingError } from "@waxwing/contract";
import type { Caller, Principal } from "./caller.ts";
import type { IdempotencyClaim } from "./idempotency/idempotency.ts";
import type { InstanceRecord } from "./instance-directory.ts";
import type { OperationContext } from "./operation-context.ts";

interface ContextOptions {
  readonly caller: Caller;
  readonly principal: Principal;
  readonly instance: InstanceRecord | undefined;
  readonly callerSignal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** A call's context that knows why it was interrupted. */
export interface CallContext extends OperationContext {
  /** REQUEST_CANCELLED or REQUEST_TIMEOUT when the signal has aborted. */
  interruption(): WaxwingError | undefined;
  /** This context, with the claim of the call's idempotency key. */
  claimed(claim: IdempotencyClaim): OperationContext;
}

/** The context of one call; the signal with its timer is made at the first use. */
export function createCallContext(options: ContextOptions): CallContext {
  return new LazyContext(options);
}

class LazyContext implements CallContext {
  readonly caller: Caller;
  readonly principal: Principal;
  idempotency: IdempotencyClaim | undefined;
  readonly #options: ContextOptions;
  #signal: AbortSignal | undefined;
  #timeout: AbortSignal | undefined;

  constructor(options: ContextOptions) {
    this.caller = options.caller;
    this.principal = options.principal;
    this.#options = options;
  }

  get instance(): InstanceRecord {
    const { instance } = this.#options;
    if (instance === undefined) throw new WaxwingError("INSTANCE_NOT_FOUND");
    return instance;
  }

  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      this.#timeout = AbortSignal.timeout(this.#options.timeoutMs);
      const { callerSignal } = this.#options;
      this.#signal = callerSignal === undefined ? this.#timeout : AbortSignal.any([callerSignal, this.#timeout]);
    }
    return this.#signal;
  }

  claimed(claim: IdempotencyClaim): OperationContext {
    this.idempotency = claim;
    return this;
  }

  interruption(): WaxwingError | undefined {
    if (this.#signal?.aborted !== true) return undefined;
    return new WaxwingError(this.#timeout?.aborted === true ? "REQUEST_TIMEOUT" : "REQUEST_CANCELLED");
  }
}

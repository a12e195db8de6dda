import { type ErrorCode, WaxwingError } from "@waxwing/contract";
import type { Caller, Principal } from "./caller.ts";
import type { CallerSignal } from "./executor.ts";
import type { IdempotencyClaim } from "./idempotency/idempotency.ts";
import type { InstanceRecord } from "./instance-directory.ts";
import type { OperationContext } from "./operation-context.ts";

interface ContextOptions {
  readonly caller: Caller;
  readonly principal: Principal;
  readonly instance: InstanceRecord | undefined;
  readonly callerSignal: CallerSignal | undefined;
  readonly timeoutMs: number;
  /** Calls that can be interrupted, as long as they run. */
  readonly interruptible: Set<CallContext>;
}

/** A call's context that knows why it was interrupted. */
export interface CallContext extends OperationContext {
  /** Aborts the signal; the call answers `code` unless it knows better. */
  interrupt(code: ErrorCode): void;
  /** The error for a call whose signal has aborted, else undefined. */
  interruption(): WaxwingError | undefined;
  /** This context, with the claim of the call's idempotency key. */
  claimed(claim: IdempotencyClaim): OperationContext;
  /** Frees timer and listener when the call has ended. */
  end(): void;
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
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #callerSignal: AbortSignal | undefined;
  #interruption: ErrorCode | undefined;

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
    this.#controller ??= this.#open();
    return this.#controller.signal;
  }

  // A timer of our own and not `AbortSignal.timeout`, which would keep its signal for the whole time-out after the call.
  #open(): AbortController {
    const { callerSignal, timeoutMs, interruptible } = this.#options;
    const controller = new AbortController();
    this.#controller = controller;
    this.#timer = setTimeout(() => this.interrupt("REQUEST_TIMEOUT"), timeoutMs);
    interruptible.add(this);
    this.#callerSignal = typeof callerSignal === "function" ? callerSignal() : callerSignal;
    if (this.#callerSignal?.aborted === true) this.#callerLeft();
    else this.#callerSignal?.addEventListener("abort", this.#callerLeft, { once: true });
    return controller;
  }

  readonly #callerLeft = (): void => this.interrupt("REQUEST_CANCELLED");

  interrupt(code: ErrorCode): void {
    this.#interruption ??= code;
    this.#controller?.abort();
  }

  interruption(): WaxwingError | undefined {
    return this.#interruption === undefined ? undefined : new WaxwingError(this.#interruption);
  }

  claimed(claim: IdempotencyClaim): OperationContext {
    this.idempotency = claim;
    return this;
  }

  end(): void {
    if (this.#controller === undefined) return;
    clearTimeout(this.#timer);
    this.#callerSignal?.removeEventListener("abort", this.#callerLeft);
    this.#options.interruptible.delete(this);
  }
}

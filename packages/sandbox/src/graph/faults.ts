/** Which requests a fault waits for. */
export type FaultTarget = "messages" | "media" | "any";

/** What goes wrong. */
export type Fault =
  /** Graph refuses with this error code; nothing is sent. */
  | { readonly kind: "error"; readonly code: number; readonly status?: number; readonly details?: string }
  /** Something before Graph answers this HTTP status with this text; nothing is sent. */
  | { readonly kind: "http"; readonly status: number; readonly body: string }
  /** No answer for `ms`, then the connection closes; nothing is sent. */
  | { readonly kind: "hang"; readonly ms: number }
  /** The request waits `ms` and is then handled as usual. */
  | { readonly kind: "delay"; readonly ms: number }
  /** The message is accepted and sent, and the connection closes without an answer: the sender cannot know. */
  | { readonly kind: "drop-after-accept" }
  /** The message is accepted with an id, and a `failed` status with this code follows by webhook. */
  | { readonly kind: "failed-status"; readonly code: number; readonly details?: string };

/** A fault that still waits for requests. */
export interface ArmedFault {
  readonly fault: Fault;
  readonly on: FaultTarget;
  /** How many more requests it will hit; `Infinity` until cleared. */
  readonly remaining: number;
}

interface Armed {
  readonly fault: Fault;
  readonly on: FaultTarget;
  remaining: number;
}

/** How many requests, and which: one message unless said otherwise. */
export interface FaultScope {
  readonly times?: number;
  readonly on?: FaultTarget;
}

/** Faults to come. They are played in the order in which they were armed. */
export class Faults {
  #armed: Armed[] = [];

  /** The next `times` requests fail: with Graph error `code`, or, with `status` alone, with a bare HTTP status. */
  failNext(
    failure: FaultScope & {
      readonly code?: number;
      readonly status?: number;
      readonly details?: string;
      readonly body?: string;
    },
  ): void {
    const { code, status, details, body, ...scope } = failure;
    if (code === undefined) {
      this.arm(
        { kind: "http", status: status ?? 500, body: body ?? "<html><body>Internal Server Error</body></html>" },
        scope,
      );
    } else {
      this.arm(
        {
          kind: "error",
          code,
          ...(status === undefined ? {} : { status }),
          ...(details === undefined ? {} : { details }),
        },
        scope,
      );
    }
  }

  /** The next `times` messages are accepted, and then reported as failed by webhook. */
  failStatus(failure: { readonly code: number; readonly details?: string; readonly times?: number }): void {
    const { code, details, times = 1 } = failure;
    this.arm({ kind: "failed-status", code, ...(details === undefined ? {} : { details }) }, { times });
  }

  /** The next `times` messages are accepted, but the connection closes instead of an answer. */
  dropAfterAccept({ times = 1 }: { readonly times?: number } = {}): void {
    this.arm({ kind: "drop-after-accept" }, { times });
  }

  /** The next `times` requests get no answer for `ms`; then their connection closes. */
  hang(ms: number, scope: FaultScope = {}): void {
    this.arm({ kind: "hang", ms }, scope);
  }

  /** Requests wait `ms` before they are handled: all of them until {@link clear}, or the next `times`. 0 ends it. */
  delay(ms: number, { times = Number.POSITIVE_INFINITY, on = "any" }: FaultScope = {}): void {
    this.#armed = this.#armed.filter((armed) => armed.fault.kind !== "delay");
    if (ms > 0) this.arm({ kind: "delay", ms }, { times, on });
  }

  arm(fault: Fault, { times = 1, on = "messages" }: FaultScope = {}): void {
    this.#armed.push({ fault, on, remaining: times });
  }

  clear(): void {
    this.#armed = [];
  }

  get armed(): ArmedFault[] {
    return this.#armed.map((armed) => ({ ...armed }));
  }

  /** Takes the next fault of one of `kinds` that applies to a request for `target`. */
  take<Kind extends Fault["kind"]>(kinds: readonly Kind[], target: string): Extract<Fault, { kind: Kind }> | undefined {
    if (this.#armed.length === 0) return undefined;
    const found = this.#armed.find(
      ({ fault, on }) => (kinds as readonly string[]).includes(fault.kind) && (on === "any" || on === target),
    );
    if (found === undefined) return undefined;
    found.remaining -= 1;
    if (found.remaining <= 0) this.#armed = this.#armed.filter((armed) => armed !== found);
    return found.fault as Extract<Fault, { kind: Kind }>;
  }
}

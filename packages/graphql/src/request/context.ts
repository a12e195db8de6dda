import type { Caller, Executor } from "@waxwing/core";

/** What resolvers know of a request. */
export interface GraphqlContext {
  readonly executor: Executor;
  readonly caller: Caller;
  /** Aborts when the client goes away or the server stops. */
  readonly signal: AbortSignal;
  /** Size of the request's body (or WebSocket message) in bytes; operations have their own limits. */
  readonly bodyBytes: number;
  /** Where the client's SSE connection broke off (`Last-Event-ID`), used when the argument is not given. */
  readonly resumeAfter?: string | undefined;
  /** Told the id of each event before its result is made. */
  readonly onEvent?: ((eventId: string) => void) | undefined;
}

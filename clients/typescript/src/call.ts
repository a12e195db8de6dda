/** Where an operation is found on REST. */
export interface Route {
  /** Only queries are repeated without an idempotency key. */
  readonly kind: "query" | "mutation";
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With parameters as `:name`. */
  readonly path: string;
}

/** What can be said about one call beside its input. */
export interface CallOptions {
  /** Cancels the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that one attempt may take; that of the client when not given. */
  readonly timeoutMs?: number | undefined;
}

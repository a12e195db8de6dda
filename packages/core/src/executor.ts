import type { EventEnvelope, OperationById, OperationId, OperationInput, OperationOutput } from "@waxwing/contract";
import type { Caller, Principal } from "./caller.ts";

/**
 * The input of a call, read only after the key, the scope and the existence of the instance were checked.
 * `instanceName` is what the face can tell before reading the body (path, argument); undefined where the operation has none.
 */
export interface InputSource {
  readonly instanceName?: unknown;
  /** The whole flat input, `instanceName` included, or a promise of it. May throw a WaxwingError (MALFORMED_BODY, CONFLICTING_INPUT, …). */
  read(): unknown;
}

/** The source of an input that is already decoded. */
export function decodedInput(input: unknown): InputSource {
  const instanceName =
    typeof input === "object" && input !== null ? (input as { instanceName?: unknown }).instanceName : undefined;
  return { instanceName, read: () => input };
}

/** What a live stream is asked for; validated by the core. */
export interface StreamRequest {
  readonly instanceName?: unknown;
  /** Types of events; absent or empty means all. */
  readonly types?: unknown;
  /** Resume after this event. */
  readonly lastEventId?: unknown;
}

/** Aborts when the caller goes away; a function makes it only for calls that ask (most answer before anybody could go). */
export type CallerSignal = AbortSignal | (() => AbortSignal);

/** The only door to the core. Every rejection is a WaxwingError of the catalogue. */
export interface Executor {
  /** Runs an operation: key → scope → existence → input → idempotency → handler. */
  execute<Id extends OperationId>(
    id: Id,
    source: InputSource,
    caller: Caller,
    signal?: CallerSignal,
  ): Promise<OperationOutput<OperationById<Id>>>;

  /** Who the key belongs to; throws UNAUTHORIZED or RATE_LIMITED. For requests that are no operation (introspection). */
  authenticate(caller: Caller): Principal;

  /**
   * Committed events in order, live, resuming after `lastEventId`. Rejects with UNAUTHORIZED, FORBIDDEN,
   * INSTANCE_NOT_FOUND, VALIDATION_FAILED or EVENT_NOT_RETAINED before the first event. Ends when `signal` aborts, the
   * instance is deleted, its token is rotated (for streams opened with it), or the server stops.
   */
  subscribe(request: StreamRequest, caller: Caller, signal: AbortSignal): Promise<AsyncIterable<EventEnvelope>>;
}

/** A typed call for code inside the server. */
export type InputOf<Id extends OperationId> = OperationInput<OperationById<Id>>;

import type { Connection } from "./connection.ts";
import { errorOf, WaxwingApiError, WaxwingConnectionError } from "./errors.ts";
import { EventStreamParser } from "./event-stream-parser.ts";
import type { EventName, EventsByName, WaxwingEvent } from "./generated/operations.ts";
import { backoffMs, retryAfterMs, wait } from "./waiting.ts";

/** Which events to follow. */
export interface EventsRequest<Name extends EventName = EventName> {
  /** Left out: all instances that the key opens. */
  readonly instanceName?: string | undefined;
  /** Left out or empty: all. */
  readonly types?: readonly Name[] | undefined;
  /** Resume after this event; without it the stream starts now. */
  readonly lastEventId?: string | undefined;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
  /** Told about every interruption, before the stream is opened again. */
  readonly onInterruption?: ((reason: Error) => void) | undefined;
}

/** Events of the given names; all when none was given. */
export type EventsOf<Name extends EventName> = EventName extends Name ? WaxwingEvent : EventsByName[Name];

const defaultRetryMs = 1_000;
const longestRetryMs = 30_000;
/** The server sends a sign of life every 15 seconds; after three missing ones the connection counts as broken. */
const silenceMs = 45_000;

/**
 * The events of the server, in order and each once, from now on or after `lastEventId`. Interruptions are bridged: the
 * stream is opened again after the last event that was handed out. Ends when `signal` aborts.
 * @throws WaxwingApiError when the server refuses for good: a wrong key, an unknown instance, an event no longer kept
 */
export async function* followEvents<Name extends EventName>(
  connection: Connection,
  { instanceName, types = [], lastEventId, signal, onInterruption }: EventsRequest<Name>,
): AsyncGenerator<EventsOf<Name>, void, undefined> {
  const query = new URLSearchParams({
    ...(instanceName === undefined ? {} : { instanceName }),
    ...(types.length === 0 ? {} : { types: types.join(",") }),
  }).toString();
  const url = `${connection.baseUrl}/events${query === "" ? "" : `?${query}`}`;
  const position: Position = { lastEventId, retryMs: defaultRetryMs, failures: 0 };
  const isEnded = (): boolean => signal?.aborted === true;
  while (!isEnded()) {
    try {
      for await (const event of readOnce(connection, url, position, signal)) yield event as EventsOf<Name>;
      if (!isEnded()) onInterruption?.(new WaxwingConnectionError("The stream of events was closed"));
    } catch (error) {
      if (isEnded()) return;
      if (!(error instanceof Interruption)) throw error;
      onInterruption?.(error.reason);
      position.waitMs = error.retryAfterMs;
    }
    await wait(pauseOf(position), signal).catch(() => undefined);
  }
}

/** How far the stream has come, and how often it could not be opened since. */
interface Position {
  lastEventId: string | undefined;
  retryMs: number;
  failures: number;
  /** What the server asked to wait this once. */
  waitMs?: number | undefined;
}

function pauseOf(position: Position): number {
  const { waitMs, retryMs, failures } = position;
  position.waitMs = undefined;
  position.failures += 1;
  return waitMs ?? (failures === 0 ? retryMs : backoffMs(failures, retryMs, longestRetryMs));
}

/** A failure after which the stream is opened again. Not an `Error` for users: they see its reason. */
class Interruption extends Error {
  readonly reason: Error;
  readonly retryAfterMs: number | undefined;

  constructor(reason: Error, retryAfter?: number) {
    super(reason.message, { cause: reason });
    this.reason = reason;
    this.retryAfterMs = retryAfter;
  }
}

/** One connection's events. @throws Interruption, or the error for which there is no use in trying again */
async function* readOnce(
  connection: Connection,
  url: string,
  position: Position,
  signal: AbortSignal | undefined,
): AsyncGenerator<WaxwingEvent> {
  const silence = new AbortController();
  /** Waits for a sign of life; not while the events are handed out, which may take their reader any time. */
  const unlessSilent = async <T>(sign: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => silence.abort(), silenceMs);
    try {
      return await sign.catch(interrupt);
    } finally {
      clearTimeout(timer);
    }
  };
  const { lastEventId } = position;
  const headers = {
    accept: "text/event-stream",
    ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
  };
  const ends = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  const response = await unlessSilent(connection.send(url, { headers, signal: ends }));
  if (!response.ok) throw await refusal(response);
  if (response.body === null) throw new Interruption(new WaxwingConnectionError("The stream has no body"));
  const parser = new EventStreamParser();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await unlessSilent(reader.read());
      if (done) return;
      position.failures = 0;
      for (const { id, data } of parser.feed(decoder.decode(value, { stream: true }))) {
        if (id !== "" && id === position.lastEventId) continue;
        const event = JSON.parse(data) as WaxwingEvent;
        // Before it is handed out: who leaves the loop at this event has seen it.
        if (id !== "") position.lastEventId = id;
        yield event;
      }
      position.retryMs = Math.min(parser.retryMs ?? position.retryMs, longestRetryMs);
    }
  } finally {
    // A reader that leaves early closes the connection; a broken one is closed already.
    await reader.cancel().catch(() => undefined);
  }
}

function interrupt(cause: unknown): never {
  throw new Interruption(new WaxwingConnectionError("The stream of events was interrupted", { cause }));
}

/** Refusals that may end by themselves are interruptions. */
async function refusal(response: Response): Promise<Error> {
  const error = await errorOf(response);
  const isTemporary = response.status === 429 || response.status >= 500;
  if (isTemporary) return new Interruption(error, retryAfterMs(response.headers));
  return error instanceof WaxwingApiError
    ? error
    : new WaxwingConnectionError(error.message, { status: response.status });
}

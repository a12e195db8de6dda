import { Readable } from "node:stream";
import type { EventEnvelope } from "@waxwing/contract";
import type { Executor, StreamRequest } from "@waxwing/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "./caller.ts";
import { answerError } from "./error-answer.ts";

const heartbeatMs = 15_000;
/** Bytes that wait for a slow reader before the event log is asked for more. */
const bufferBytes = 64 * 1024;

/** `GET /events`: committed events as server-sent events, resuming after `Last-Event-ID`. */
export function eventStreamHandler(executor: Executor): (request: FastifyRequest, reply: FastifyReply) => void {
  async function run(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const cancellation = new AbortController();
    reply.raw.once("close", () => cancellation.abort());
    try {
      const events = await executor.subscribe(streamRequestOf(request), callerOf(request), cancellation.signal);
      const chunks = eventChunks(events, (error) =>
        request.log.error({ err: error }, "an event stream ended with an error"),
      );
      reply
        .code(200)
        .header("content-type", "text/event-stream; charset=utf-8")
        .header("cache-control", "no-cache, no-transform")
        .header("x-accel-buffering", "no") // nginx would hold events back
        .send(Readable.from(chunks, { objectMode: false, highWaterMark: bufferBytes }));
    } catch (error) {
      answerError(error, request, reply);
    }
  }
  return (request, reply) => {
    void run(request, reply);
  };
}

/** What the query and the header ask for; the core validates it. A reconnecting client's header wins over its old query. */
function streamRequestOf(request: FastifyRequest): StreamRequest {
  const query = new URLSearchParams(request.url.split("?", 2)[1] ?? "");
  const types = query
    .getAll("types")
    .flatMap((value) => value.split(","))
    .map((value) => value.trim());
  return {
    instanceName: oneOf(query.getAll("instanceName")),
    types: types.filter((type) => type !== ""),
    lastEventId: request.headers["last-event-id"] ?? oneOf(query.getAll("lastEventId")),
  };
}

/** The only value; several different ones stay a list, which the core refuses. */
function oneOf(values: readonly string[]): string | readonly string[] | undefined {
  return values.every((value) => value === values[0]) ? values[0] : values;
}

const heartbeat = Symbol("heartbeat");

/**
 * The text of a stream, pulled by the reader's pace. An error in the middle ends it: the client reconnects with its last id
 * and gets the error as an ordinary answer.
 */
export async function* eventChunks(
  events: AsyncIterable<EventEnvelope>,
  report: (error: unknown) => void,
): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]();
  try {
    yield "retry: 1000\n\n";
    for (let next = pull(iterator); ; ) {
      const result = await beforeHeartbeat(next);
      if (result === heartbeat) {
        yield ": keep-alive\n\n";
        continue;
      }
      if (result.done === true) return;
      const envelope = result.value;
      yield `id: ${envelope.id}\nevent: ${envelope.event}\ndata: ${JSON.stringify(envelope)}\n\n`;
      next = pull(iterator);
    }
  } catch (error) {
    report(error);
  } finally {
    await iterator.return?.();
  }
}

/** The next event. A reader that leaves during a heartbeat never awaits it, and its failure is then nobody's concern. */
function pull(iterator: AsyncIterator<EventEnvelope>): Promise<IteratorResult<EventEnvelope>> {
  const next = iterator.next();
  next.catch(() => {});
  return next;
}

async function beforeHeartbeat<T>(next: Promise<T>): Promise<T | typeof heartbeat> {
  const { promise, resolve } = Promise.withResolvers<typeof heartbeat>();
  const timer = setTimeout(resolve, heartbeatMs, heartbeat);
  try {
    return await Promise.race([next, promise]);
  } finally {
    clearTimeout(timer);
  }
}

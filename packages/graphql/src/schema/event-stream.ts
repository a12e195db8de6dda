import type { EventEnvelope } from "@waxwing/contract";
import type { GraphqlContext } from "../request/context.ts";

export interface EventArguments {
  readonly instanceName?: string | null;
  readonly types?: readonly string[] | null;
  readonly lastEventId?: string | null;
}

/**
 * The source of the `events` subscription. `return()` aborts the core's stream first: a generator that waits for its
 * next event would otherwise answer `return()` only after that event.
 */
export async function subscribeToEvents(
  args: EventArguments,
  context: GraphqlContext,
): Promise<AsyncIterableIterator<EventEnvelope>> {
  const leaving = new AbortController();
  const request = {
    instanceName: args.instanceName ?? undefined,
    types: args.types ?? undefined,
    lastEventId: args.lastEventId ?? context.resumeAfter,
  };
  const signal = AbortSignal.any([context.signal, leaving.signal]);
  const events = await context.executor.subscribe(request, context.caller, signal);
  const iterator = events[Symbol.asyncIterator]();
  const source: AsyncIterableIterator<EventEnvelope> = {
    async next() {
      const step = await iterator.next();
      if (step.done === true) return { done: true, value: undefined };
      context.onEvent?.(step.value.id);
      return step;
    },
    async return() {
      leaving.abort();
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
}

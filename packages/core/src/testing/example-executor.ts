import { type EventEnvelope, exampleOf, type OperationId, operationEntry, WaxwingError } from "@waxwing/contract";
import type { Caller, Principal } from "../caller.ts";
import type { CallerSignal, Executor, InputSource, StreamRequest } from "../executor.ts";

/** A call that an {@link exampleExecutor} received. */
export interface RecordedCall {
  readonly id: OperationId;
  readonly input: unknown;
  readonly caller: Caller;
}

export interface ExampleExecutor extends Executor {
  readonly calls: RecordedCall[];
  readonly subscriptions: { request: StreamRequest; caller: Caller; signal: AbortSignal }[];
}

/**
 * An executor for tests of the faces: the key `test-key` opens everything, input is parsed by the contract and answers
 * are the contract's examples, unless `answer` gives another (or throws). Streams yield `events`, then wait for the signal.
 */
export function exampleExecutor(
  options: {
    answer?: (id: OperationId, input: unknown, signal: AbortSignal | undefined) => unknown;
    events?: readonly EventEnvelope[];
  } = {},
): ExampleExecutor {
  const calls: RecordedCall[] = [];
  const subscriptions: ExampleExecutor["subscriptions"] = [];
  const authenticate = (caller: Caller): Principal => {
    if (caller.key !== "test-key") throw new WaxwingError("UNAUTHORIZED");
    return { kind: "global" };
  };
  const run = async (id: OperationId, source: InputSource, caller: Caller, signal?: CallerSignal): Promise<unknown> => {
    authenticate(caller);
    const entry = operationEntry(id);
    if (entry === undefined) throw new Error(`no operation ${id}`);
    const parsed = entry.operation.input.safeParse(await source.read());
    if (!parsed.success) {
      const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
      throw new WaxwingError("VALIDATION_FAILED", undefined, { details: { issues } });
    }
    calls.push({ id, input: parsed.data, caller });
    const answer = await options.answer?.(id, parsed.data, typeof signal === "function" ? signal() : signal);
    return answer === undefined ? exampleOf(entry.operation.output) : answer;
  };
  return {
    calls,
    subscriptions,
    execute: run as Executor["execute"],
    authenticate,
    async subscribe(request, caller, signal) {
      authenticate(caller);
      subscriptions.push({ request, caller, signal });
      return stream(options.events ?? [], signal);
    },
  };
}

async function* stream(events: readonly EventEnvelope[], signal: AbortSignal): AsyncIterable<EventEnvelope> {
  yield* events;
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

import { AsyncLocalStorage } from "node:async_hooks";
import { initTRPC, type TRPCCreateRouterOptions, tracked } from "@trpc/server";
import { type OperationEntry, WaxwingError } from "@waxwing/contract";
import type { Caller, Executor, StreamRequest } from "@waxwing/core";
import type { AppRouter } from "./app-router.ts";
import type { TrpcContext } from "./context.ts";
import { errorShape } from "./errors.ts";
import { eventsPath } from "./procedures.ts";

/** Milliseconds between two pings on a stream, and after how many without one clients reconnect. */
const pingMs = 15_000;
const reconnectAfterMs = 3 * pingMs;

/** Ids of requests that tRPC refuses before there is a context. */
export const requestIds = new AsyncLocalStorage<string>();

/** A router of `@trpc/server` over the executor. Its type is computed by {@link AppRouter}; a type test proves it. */
export function stockRouter(executor: Executor, procedures: ReadonlyMap<string, OperationEntry>): AppRouter {
  const t = initTRPC.context<TrpcContext>().create({
    isDev: false,
    errorFormatter: ({ error, path, ctx }) =>
      errorShape(error, ctx?.caller.requestId ?? requestIds.getStore() ?? "", path),
    sse: { ping: { enabled: true, intervalMs: pingMs }, client: { reconnectAfterInactivityMs: reconnectAfterMs } },
  });
  const record: Record<string, Record<string, TRPCCreateRouterOptions[string]>> = {};
  for (const [path, { id, operation }] of procedures) {
    const [group = "", name = ""] = path.split(".");
    record[group] ??= {};
    const resolve = (call: {
      ctx: TrpcContext;
      batchIndex?: number;
      signal: AbortSignal | undefined;
    }): Promise<unknown> => executor.execute(id, call.ctx.inputAt(call.batchIndex ?? 0), call.ctx.caller, call.signal);
    record[group][name] = operation.kind === "query" ? t.procedure.query(resolve) : t.procedure.mutation(resolve);
  }
  const subscription = t.procedure.subscription(({ ctx, signal }) =>
    eventsOf(executor, ctx, signal ?? new AbortController().signal),
  );
  return t.router({ ...record, [eventsPath]: subscription }) as unknown as AppRouter;
}

/**
 * The events, each under its id. A stream that ends by itself ends with a retryable error, never with tRPC's "return":
 * clients take a return for the end and would not come back after a restart of the server. Those whose instance or token
 * is gone are told so when they come back.
 */
async function* eventsOf(executor: Executor, context: TrpcContext, signal: AbortSignal) {
  const stream = await executor.subscribe(streamRequest(executor, context), context.caller, signal);
  for await (const event of stream) yield tracked(event.id, event);
  if (!signal.aborted) {
    throw new WaxwingError("SERVICE_UNAVAILABLE", "The stream has ended; connect again after the last event.");
  }
}

/** What is asked for; that it cannot be read is told only to those who have a key. */
function streamRequest(executor: Executor, { caller, inputAt, lastEventId }: TrpcContext): StreamRequest {
  const { instanceName, types, lastEventId: given } = streamInput(executor, caller, inputAt);
  // A reconnecting EventSource repeats its first URL; the newer id is in the header.
  return {
    instanceName: instanceName ?? undefined,
    types: types ?? undefined,
    lastEventId: lastEventId ?? given ?? undefined,
  };
}

function streamInput(executor: Executor, caller: Caller, inputAt: TrpcContext["inputAt"]): StreamRequest {
  try {
    const input = inputAt(0).read();
    return typeof input === "object" && input !== null ? input : {};
  } catch (error) {
    executor.authenticate(caller);
    throw error;
  }
}

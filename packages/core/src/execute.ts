import {
  commonErrors,
  type ErrorCode,
  type Handlers,
  type OperationEntry,
  type OperationId,
  operationEntries,
  WaxwingError,
} from "@waxwing/contract";
import type { Logger } from "pino";
import type { Access } from "./access/access.ts";
import { type CallContext, createCallContext } from "./call-context.ts";
import type { Caller, Principal } from "./caller.ts";
import type { CallerSignal, Executor, InputSource } from "./executor.ts";
import { serverError } from "./failures.ts";
import type { Idempotency } from "./idempotency/idempotency.ts";
import type { InstanceRecord } from "./instance-directory.ts";
import type { LiveStreams } from "./log/live-streams.ts";
import type { OperationContext } from "./operation-context.ts";
import { findUnstorable, validationFailed } from "./validation.ts";

/** Counts calls for the metrics. */
export interface CallCounter {
  counted(operation: string, code: "OK" | ErrorCode): void;
}

interface ExecutorOptions {
  readonly access: Access;
  readonly handlers: Handlers<OperationContext>;
  readonly idempotency: Idempotency;
  readonly streams: LiveStreams;
  readonly requestTimeoutMs: number;
  readonly counter: CallCounter;
  readonly log: Logger;
}

/** An executor that also can be told to take no more calls. */
export interface StoppableExecutor extends Executor {
  /**
   * New calls answer SERVICE_UNAVAILABLE; resolves when the running ones have ended, or after `graceMs`. Shortly before,
   * those that still wait for something are interrupted.
   */
  drain(graceMs: number): Promise<void>;
}

interface Prepared {
  readonly entry: OperationEntry;
  readonly handler: (input: never, context: OperationContext) => unknown;
  readonly allowedErrors: ReadonlySet<ErrorCode>;
}

/** The part of the grace time that calls have to end after they were interrupted: at most 1 s, at most a quarter. */
function interruptedGraceMs(graceMs: number): number {
  return Math.min(1000, graceMs / 4);
}

/** The only door: every face calls this, and nothing else of the core. */
export function createExecutor(options: ExecutorOptions): StoppableExecutor {
  const { access, handlers, idempotency, streams, requestTimeoutMs, counter, log } = options;
  const prepared = new Map<string, Prepared>(operationEntries.map((entry) => [entry.id, prepare(entry, handlers)]));
  const interruptible = new Set<CallContext>();
  let runningCalls = 0;
  let draining = false;
  let drained: (() => void) | undefined;

  const call = async (
    id: OperationId,
    source: InputSource,
    caller: Caller,
    signal: CallerSignal | undefined,
  ): Promise<unknown> => {
    const operation = prepared.get(id);
    if (operation === undefined) throw new WaxwingError("ROUTE_NOT_FOUND", `There is no operation ${id}.`);
    const principal = access.authenticate(caller);
    const admitted = access.admit(operation.entry.operation, principal, source.instanceName);
    const raw = await source.read();
    // A body may take as long to arrive as its sender likes: who was admitted then may not be admissible now.
    const instance = access.readmit(principal, admitted);
    const input = parse(operation.entry, raw, instance);
    const context = createCallContext({
      caller,
      principal,
      instance,
      callerSignal: signal,
      timeoutMs: requestTimeoutMs,
      interruptible,
    });
    try {
      return await run(operation, input, context, instance, idempotency);
    } catch (error) {
      // An error of the catalogue knows more than "interrupted": a send in doubt stays one. Why it was cancelled is known here.
      const knowsMore = error instanceof WaxwingError && error.code !== "REQUEST_CANCELLED";
      throw knowsMore ? error : (context.interruption() ?? error);
    } finally {
      context.end();
    }
  };

  const ended = async (waitMs: number): Promise<void> => {
    if (runningCalls === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      drained = resolve;
      timer = setTimeout(resolve, waitMs);
    });
    clearTimeout(timer);
  };

  return {
    async execute(id, source, caller, signal) {
      if (draining) throw new WaxwingError("SERVICE_UNAVAILABLE", "The server is stopping.");
      runningCalls += 1;
      try {
        const answer = await call(id, source, caller, signal);
        counter.counted(id, "OK");
        return answer as never;
      } catch (error) {
        const shown = toDeclared(error, prepared.get(id)?.allowedErrors, id, caller, log);
        counter.counted(id, shown.code);
        throw shown;
      } finally {
        runningCalls -= 1;
        if (runningCalls === 0) drained?.();
      }
    },
    authenticate: (caller) => access.authenticate(caller, false),
    async subscribe(request, caller, signal) {
      if (draining) throw new WaxwingError("SERVICE_UNAVAILABLE", "The server is stopping.");
      const principal = access.authenticate(caller);
      try {
        return await streams.subscribe(request, caller, principal, signal);
      } catch (error) {
        throw error instanceof WaxwingError ? error : toDeclared(error, undefined, "events", caller, log);
      }
    },
    async drain(graceMs) {
      draining = true;
      const lastMs = interruptedGraceMs(graceMs);
      await ended(graceMs - lastMs);
      for (const context of [...interruptible]) context.interrupt("SERVICE_UNAVAILABLE");
      await ended(lastMs);
      if (runningCalls > 0) log.warn({ runningCalls }, "calls were still running when the server stopped");
    },
  };
}

function prepare(entry: OperationEntry, handlers: Handlers<OperationContext>): Prepared {
  const group = (handlers as Record<string, Record<string, Prepared["handler"]>>)[entry.group];
  const handler = group?.[entry.name];
  if (handler === undefined) throw new Error(`the operation ${entry.id} has no handler`);
  const existence: ErrorCode[] = entry.operation.access === "instance" ? ["INSTANCE_NOT_FOUND"] : [];
  return { entry, handler, allowedErrors: new Set([...commonErrors, ...existence, ...entry.operation.errors]) };
}

function parse(entry: OperationEntry, raw: unknown, instance: InstanceRecord | undefined): Record<string, unknown> {
  const unstorable = findUnstorable(raw);
  if (unstorable !== undefined)
    throw new WaxwingError("VALIDATION_FAILED", undefined, { details: { issues: [unstorable] } });
  const parsed = entry.operation.input.safeParse(raw);
  if (!parsed.success) throw validationFailed(parsed.error);
  const input = parsed.data as Record<string, unknown>;
  // The name that was checked is the name that is acted on.
  if (entry.operation.access === "instance" && input.instanceName !== instance?.name)
    throw new WaxwingError("FORBIDDEN");
  return input;
}

function run(
  { entry, handler }: Prepared,
  input: Record<string, unknown>,
  context: CallContext,
  instance: InstanceRecord | undefined,
  idempotency: Idempotency,
): unknown {
  const { idempotencyKey, ...rest } = input;
  if (typeof idempotencyKey !== "string") return handler(input as never, context);
  return idempotency.once(
    {
      caller: callerId(context.principal),
      callerKey: context.caller.key ?? "",
      operation: entry.id,
      instanceId: instance?.id ?? null,
      key: idempotencyKey,
      input: rest,
      isAnswerSecret: entry.id === "instance.create",
    },
    async (claim) => {
      try {
        return await handler(input as never, context.claimed(claim));
      } catch (error) {
        // Callers that wait under the same key must be able to tell this caller's end from a failure.
        throw error instanceof WaxwingError ? error : (context.interruption() ?? error);
      }
    },
  );
}

function callerId(principal: Principal): string {
  return principal.kind === "global" ? "global" : principal.instanceId;
}

/** Only declared errors leave: everything else is logged and becomes INTERNAL (or SERVICE_UNAVAILABLE for the database). */
function toDeclared(
  error: unknown,
  allowed: ReadonlySet<ErrorCode> | undefined,
  operation: string,
  caller: Caller,
  log: Logger,
): WaxwingError {
  if (error instanceof WaxwingError && (allowed === undefined || allowed.has(error.code))) return error;
  const shown = serverError(error);
  log.error({ err: error, operation, requestId: caller.requestId, code: shown.code }, "a call failed");
  return shown;
}

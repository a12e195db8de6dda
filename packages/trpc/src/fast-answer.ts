import { TRPCError } from "@trpc/server";
import { getHTTPStatusCode } from "@trpc/server/http";
import type { OperationEntry } from "@waxwing/contract";
import type { Executor } from "@waxwing/core";
import { type ReportUnexpected, type TrpcAnswer, vary } from "./answer.ts";
import type { TrpcErrorShape } from "./app-router.ts";
import { errorShape, isUnexpected, retryAfter } from "./errors.ts";
import { eventsPath } from "./procedures.ts";
import type { TrpcRequest } from "./trpc-request.ts";

type Envelope = { result: { data: unknown } } | { error: TrpcErrorShape };

/** One call's envelope, and what went wrong with it. */
interface Outcome {
  readonly envelope: Envelope;
  readonly error?: unknown;
  /** The methods that the procedure accepts, when another was used (RFC 9110 15.5.6). */
  readonly allow?: string;
}

const jsonHeaders = { vary, "content-type": "application/json" };

/** What the fast path needs to know of the server. */
export interface FastPath {
  readonly executor: Executor;
  readonly procedures: ReadonlyMap<string, OperationEntry>;
}

/**
 * Whether {@link fastAnswer} can take a request: plain or batched calls of one kind with a JSON answer. Streams, other
 * methods, encoded paths and mixtures are left to tRPC's own handler.
 */
export function isFast(
  request: TrpcRequest,
  method: string,
  accept: string | undefined,
  { procedures }: FastPath,
): boolean {
  if (method !== "GET" && method !== "POST") return false;
  if (accept?.includes("application/jsonl")) return false;
  if (request.path.includes("%") || (request.search?.has("connectionParams") ?? false)) return false;
  let kind: string | undefined;
  for (const path of request.paths) {
    const operation = procedures.get(path)?.operation;
    // The subscription is no operation; an unknown path is answered in either way.
    if (operation === undefined && path === eventsPath) return false;
    if (operation === undefined) continue;
    if (kind !== undefined && kind !== operation.kind) return false;
    kind = operation.kind;
  }
  return true;
}

/** Answers a request as tRPC's own handler would, without its conversions to and from `Request` and `Response`. */
export async function fastAnswer(
  request: TrpcRequest,
  method: string,
  path: FastPath,
  signal: AbortSignal,
  report: ReportUnexpected,
): Promise<TrpcAnswer> {
  if (!request.isBatch) {
    const outcome = await call(request, 0, method, path, signal, report);
    return encode([outcome], JSON.stringify(outcome.envelope));
  }
  const outcomes = await Promise.all(
    request.paths.map((_, index) => call(request, index, method, path, signal, report)),
  );
  return encode(outcomes, JSON.stringify(outcomes.map(({ envelope }) => envelope)));
}

async function call(
  request: TrpcRequest,
  index: number,
  method: string,
  { procedures, executor }: FastPath,
  signal: AbortSignal,
  report: ReportUnexpected,
): Promise<Outcome> {
  const path = request.paths[index] ?? "";
  const entry = procedures.get(path);
  if (entry === undefined) {
    return failure(
      new TRPCError({ code: "NOT_FOUND", message: `No procedure found on path "${path}"` }),
      request,
      path,
      report,
    );
  }
  const { kind } = entry.operation;
  if (kind === "mutation" && method !== "POST") {
    const message = `Unsupported ${method}-request to ${kind} procedure at path "${path}"`;
    return {
      ...failure(new TRPCError({ code: "METHOD_NOT_SUPPORTED", message }), request, path, report),
      allow: "POST",
    };
  }
  try {
    const data = await executor.execute(entry.id, request.inputAt(index), request.caller, signal);
    return { envelope: { result: { data } } };
  } catch (error) {
    return failure(error, request, path, report);
  }
}

function failure(error: unknown, request: TrpcRequest, path: string, report: ReportUnexpected): Outcome {
  if (isUnexpected(error)) report(error, path);
  return { envelope: { error: errorShape(error, request.caller.requestId, path) }, error };
}

function encode(outcomes: readonly Outcome[], body: string): TrpcAnswer {
  const errors = outcomes.flatMap(({ error }) => error ?? []);
  if (errors.length === 0) return { status: 200, headers: jsonHeaders, body };
  const seconds = retryAfter(errors);
  const allow = outcomes.find((outcome) => outcome.allow !== undefined)?.allow;
  return {
    status: getHTTPStatusCode(outcomes.map(({ envelope }) => envelope)),
    headers: {
      ...jsonHeaders,
      ...(seconds === undefined ? {} : { "retry-after": String(seconds) }),
      ...(allow === undefined ? {} : { allow }),
    },
    body,
  };
}

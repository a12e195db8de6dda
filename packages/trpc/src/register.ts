import { WaxwingError } from "@waxwing/contract";
import type { Executor } from "@waxwing/core";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import { send, type TrpcAnswer, vary } from "./answer.ts";
import { errorShape } from "./errors.ts";
import { type FastPath, fastAnswer, isFast } from "./fast-answer.ts";
import { eventsPath, procedurePaths } from "./procedures.ts";
import { stockAnswer } from "./stock-answer.ts";
import { stockRouter } from "./stock-router.ts";
import { readTrpcRequest, type TrpcRequest } from "./trpc-request.ts";

export interface TrpcOptions {
  readonly executor: Executor;
  /** Where the procedures are offered; `/trpc` when not given. */
  readonly path?: string;
  /** Most calls in one batch; 20 when not given. */
  readonly maxBatchSize?: number;
}

/** Options of {@link mountTrpc}: `everythingStock` leaves all requests to tRPC's own handler (for comparisons). */
export interface MountOptions extends TrpcOptions {
  readonly everythingStock?: boolean;
}

/** The longest time that a timer can wait: a time-out of the server for its handlers is not for streams. */
const longestTimeoutMs = 2 ** 31 - 1;

const methods: HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Offers all operations and the stream of events over tRPC.
 * @throws Error when an operation has a name that tRPC cannot offer
 */
export async function registerTrpc(app: FastifyInstance, options: TrpcOptions): Promise<void> {
  await mountTrpc(app, options);
}

/** See {@link registerTrpc}. */
export async function mountTrpc(app: FastifyInstance, options: MountOptions): Promise<void> {
  const { path = "/trpc" } = options;
  await app.register(async (scope) => {
    const handler = requestHandler(options, `${scope.prefix}${path}/`.length);
    scope.removeAllContentTypeParsers();
    // The handler reads the body itself: its limit is that of the operation, and its faults are told after the key's.
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    scope.setErrorHandler((error: FastifyError, request, reply) =>
      // A content type that is none is such a fault, too.
      error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" ? handler(request, reply) : send(reply, refusal(error, request)),
    );
    scope.route({ method: methods, url: `${path}/*`, handler });
    scope.route({ method: methods, url: `${path}/${eventsPath}`, handler, handlerTimeout: longestTimeoutMs });
  });
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function requestHandler(
  { executor, maxBatchSize = 20, everythingStock = false }: MountOptions,
  pathOffset: number,
): Handler {
  const procedures = procedurePaths();
  const fastPath: FastPath = { executor, procedures };
  const router = stockRouter(executor, procedures);

  const answer = async (request: FastifyRequest, signal: AbortSignal): Promise<TrpcAnswer> => {
    const decoded = await readTrpcRequest(request, pathOffset, procedures, executor);
    if (decoded.paths.length > maxBatchSize) return tooManyCalls(decoded, executor, maxBatchSize);
    const report = (error: unknown, procedure: string | undefined): void =>
      request.log.error({ err: error, procedure }, "a tRPC procedure failed unexpectedly");
    const accept = request.headers["trpc-accept"] ?? request.headers.accept;
    if (!everythingStock && isFast(decoded, request.method, String(accept ?? ""), fastPath)) {
      return fastAnswer(decoded, request.method, fastPath, signal, report);
    }
    return stockAnswer(decoded, request, router, signal, report);
  };

  return async (request, reply) => {
    const cancellation = new AbortController();
    let isAnswered = false;
    reply.raw.once("close", () => {
      // A closed response is whole only when its answer was ours (not a time-out's) and was written to its end.
      if (!isAnswered || !reply.raw.writableEnded) cancellation.abort();
    });
    const answered = await answer(request, cancellation.signal);
    isAnswered = true;
    if (reply.sent) return reply;
    if (!request.raw.complete) reply.header("connection", "close");
    return send(reply, answered);
  };
}

/** Refuses a batch as a whole, but says so only to those who have a key. */
function tooManyCalls(request: TrpcRequest, executor: Executor, maxBatchSize: number): TrpcAnswer {
  try {
    executor.authenticate(request.caller);
    const count = request.paths.length;
    throw new WaxwingError("VALIDATION_FAILED", `A batch holds at most ${maxBatchSize} calls; this one has ${count}.`);
  } catch (error) {
    return errorAnswer(error, request.caller.requestId);
  }
}

/** The answer to what went wrong outside any procedure. */
function refusal(error: FastifyError, request: FastifyRequest): TrpcAnswer {
  if (error.code === "FST_ERR_HANDLER_TIMEOUT") return errorAnswer(new WaxwingError("REQUEST_TIMEOUT"), request.id);
  if (!(error instanceof WaxwingError)) request.log.error({ err: error }, "a tRPC request failed unexpectedly");
  return errorAnswer(error, request.id);
}

function errorAnswer(error: unknown, requestId: string): TrpcAnswer {
  const shape = errorShape(error, requestId, undefined);
  return {
    status: shape.data.httpStatus,
    headers: { vary, "content-type": "application/json" },
    body: JSON.stringify({ error: shape }),
  };
}

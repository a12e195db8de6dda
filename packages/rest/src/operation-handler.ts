import type { Executor, UploadSink } from "@waxwing/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "./caller.ts";
import { answerError, jsonContentType } from "./error-answer.ts";
import { RequestSource } from "./input/request-source.ts";
import type { MountedRoute } from "./route-table.ts";

/** Aborts when the connection closes before the answer is written; for calls that wait for something. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (reply.raw.closed) gone.abort();
  else {
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
  }
  return gone.signal;
}

/** Answers requests of one route: decode → execute → encode. */
export type OperationHandler = (request: FastifyRequest, reply: FastifyReply) => void;

/** The handler of a route; `isEvolution` answers as existing clients expect where the contract says so. */
export function operationHandler(
  route: MountedRoute,
  executor: Executor,
  uploads: UploadSink,
  isEvolution: boolean,
): OperationHandler {
  const shape = isEvolution
    ? (route.entry.operation.evolutionAnswer as ((answer: unknown) => unknown) | undefined)
    : undefined;

  async function run(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const source = new RequestSource(route, request.raw, request.params, uploads);
      const answer: unknown = await executor.execute(route.id, source, callerOf(request), () => goneSignal(reply));
      const text = JSON.stringify(shape === undefined ? answer : shape(answer)) ?? "null";
      if (!reply.sent) reply.code(route.status).header("content-type", jsonContentType).send(text);
    } catch (error) {
      answerError(error, request, reply);
    }
  }

  return (request, reply) => {
    void run(request, reply);
  };
}

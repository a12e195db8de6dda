import type { Executor } from "@waxwing/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "./caller.ts";
import { answerError, jsonContentType } from "./error-answer.ts";
import { RequestSource } from "./input/request-source.ts";
import type { MountedRoute } from "./route-table.ts";

/** Answers requests of one route: decode → execute → encode. */
export type OperationHandler = (request: FastifyRequest, reply: FastifyReply) => void;

/** The handler of a route; `isEvolution` answers as existing clients expect where the contract says so. */
export function operationHandler(route: MountedRoute, executor: Executor, isEvolution: boolean): OperationHandler {
  const shape = isEvolution
    ? (route.entry.operation.evolutionAnswer as ((answer: unknown) => unknown) | undefined)
    : undefined;

  async function run(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const cancellation = new AbortController();
    let isSettled = false;
    reply.raw.once("close", () => {
      if (!isSettled) cancellation.abort();
    });
    try {
      const source = new RequestSource(route, request.raw, request.params);
      const answer: unknown = await executor.execute(route.id, source, callerOf(request), cancellation.signal);
      isSettled = true;
      const text = JSON.stringify(shape === undefined ? answer : shape(answer)) ?? "null";
      if (!reply.sent) reply.code(route.status).header("content-type", jsonContentType).send(text);
    } catch (error) {
      isSettled = true;
      answerError(error, request, reply);
    }
  }

  return (request, reply) => {
    void run(request, reply);
  };
}

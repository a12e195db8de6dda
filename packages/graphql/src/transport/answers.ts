import { type ErrorCode, WaxwingError } from "@waxwing/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionResult, GraphQLError } from "graphql";
import {
  type ErrorReport,
  type PresentedResult,
  presentResult,
  refusalOf,
  retryAfterSeconds,
} from "../request/errors.ts";

const responseJson = "application/graphql-response+json";

/** Sends a result: 200 when something was executed, else the status of the refusal. */
export function sendResult(
  request: FastifyRequest,
  reply: FastifyReply,
  result: ExecutionResult,
  refusalStatus?: number,
): FastifyReply {
  const presented = presentResult(result, request.id, reportTo(request));
  const first = presented.errors?.[0];
  const refused = presented.data === undefined && first !== undefined && first.path === undefined;
  reply.code(refused ? (refusalStatus ?? first.extensions.status) : 200);
  return sendPresented(request, reply, presented);
}

/** Sends the reasons for which a request is not executed, with the status of the first unless another is given. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly GraphQLError[],
  status?: number,
): FastifyReply {
  return sendResult(request, reply, { errors }, status);
}

function sendPresented(request: FastifyRequest, reply: FastifyReply, presented: PresentedResult): FastifyReply {
  const seconds = presented.errors === undefined ? undefined : retryAfterSeconds(presented.errors);
  if (seconds !== undefined) reply.header("retry-after", Math.ceil(seconds));
  const accepted = request.headers.accept;
  const type = accepted?.includes(responseJson) === true ? responseJson : "application/json";
  return reply.header("content-type", `${type}; charset=utf-8`).send(JSON.stringify(presented));
}

/** Answers what went wrong outside of GraphQL (key, body, content type) in the shape of GraphQL errors. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = error instanceof WaxwingError ? error : httpError(error);
  if (known.code === "INTERNAL" && known !== error) reportTo(request)(error);
  return sendRefusal(request, reply, [refusalOf(known)]);
}

/** Errors of Fastify's body parsing, by its codes. */
const fastifyErrors: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  FST_ERR_CTP_BODY_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "MALFORMED_BODY",
  FST_ERR_CTP_INVALID_JSON_BODY: "MALFORMED_BODY",
  FST_ERR_CTP_EMPTY_JSON_BODY: "MALFORMED_BODY",
};

function httpError(error: unknown): WaxwingError {
  const { code, statusCode } = (error ?? {}) as Partial<FastifyError>;
  const known = code === undefined ? undefined : fastifyErrors[code];
  return new WaxwingError(known ?? (statusCode === 400 ? "MALFORMED_BODY" : "INTERNAL"));
}

/** Tells the log of an error that no client caused. */
export function reportTo(request: FastifyRequest): ErrorReport {
  return (err) => request.log.error({ err }, "GraphQL request failed");
}

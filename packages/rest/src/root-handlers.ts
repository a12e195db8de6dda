import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { errorBody, WaxwingError } from "@waxwing/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { answerError, jsonContentType } from "./error-answer.ts";
import { allowedMethods } from "./route-table.ts";

/**
 * For `app.setNotFoundHandler`: ROUTE_NOT_FOUND, with the header `Allow` where the path is known under other methods.
 * A plain `OPTIONS` on a known path answers 204 with `Allow`.
 */
export function notFoundHandler(request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split("?", 1)[0] as string;
  const allowed = allowedMethods(path);
  if (allowed.length > 0) reply.header("allow", allowed.join(", "));
  if (allowed.length > 0 && request.method === "OPTIONS") {
    reply.code(204).send();
    return;
  }
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  const hint = allowed.length > 0 ? `; allowed: ${allowed.join(", ")}` : "";
  answerError(new WaxwingError("ROUTE_NOT_FOUND", `Cannot ${request.method} ${shown}${hint}`), request, reply);
}

/** For `app.setErrorHandler`: every error in the one shape, Fastify's own included. */
export function errorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // Fastify parses the body of an unknown route first; what is wrong with it does not matter.
  if (request.is404) notFoundHandler(request, reply);
  else answerError(error, request, reply);
}

/** For Fastify's option `frameworkErrors`: errors before a route is found, such as malformed percent-encoding. */
export function frameworkErrorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  answerError(error, request, reply);
}

/** For Fastify's option `clientErrorHandler`: requests that are no valid HTTP, or whose headers are too large or too slow. */
export function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const answer = errorOfConnection(error.code);
  const body = JSON.stringify(errorBody(answer, randomUUID()));
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? "Error"}`,
    `content-type: ${jsonContentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function errorOfConnection(code: string | undefined): WaxwingError {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new WaxwingError(
      "PAYLOAD_TOO_LARGE",
      "The address or the headers of the request are larger than the server accepts.",
    );
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new WaxwingError("REQUEST_TIMEOUT", "The request did not arrive in the time that the server allows.");
  }
  return new WaxwingError("MALFORMED_BODY", "The request is not valid HTTP.");
}

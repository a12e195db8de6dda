import type { Caller } from "@waxwing/core";
import type { FastifyRequest } from "fastify";

/** Who asks, by the header `apikey`. A key in the query string is never read. */
export function callerOf(request: FastifyRequest, key: unknown = request.headers["apikey"]): Caller {
  return {
    key: typeof key === "string" && key !== "" ? key : undefined,
    address: request.ip,
    requestId: request.id,
  };
}

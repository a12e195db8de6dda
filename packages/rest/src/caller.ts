import type { Caller } from "@waxwing/core";
import type { FastifyRequest } from "fastify";

/** Who asks, from the header `apikey` and the connection. */
export function callerOf(request: FastifyRequest): Caller {
  const key = request.headers["apikey"];
  return { key: typeof key === "string" ? key : undefined, address: request.ip, requestId: request.id };
}

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Header in which a request id comes and goes. */
export const requestIdHeader = "x-request-id";

const acceptable = /^[A-Za-z0-9._~:/+=@-]{1,128}$/;

/** The client's request id when it is safe to write down (1 to 128 characters), else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers[requestIdHeader];
  return typeof given === "string" && acceptable.test(given) ? given : randomUUID();
}

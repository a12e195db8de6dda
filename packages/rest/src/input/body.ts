import type { IncomingMessage } from "node:http";
import { WaxwingError } from "@waxwing/contract";

const empty = Buffer.alloc(0);

/** Whether a request says that it has a body. */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers["content-length"];
  return length === undefined ? request.headers["transfer-encoding"] !== undefined : length !== "0";
}

/**
 * The whole body of a request.
 * @throws WaxwingError PAYLOAD_TOO_LARGE by the declared or the real length, REQUEST_CANCELLED when the client goes away.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Buffer | Promise<Buffer> {
  if (!hasBody(request)) return empty;
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw bodyTooLarge(limitBytes);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (error?: WaxwingError): void => {
      request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      if (error !== undefined) reject(error);
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limitBytes) finish(bodyTooLarge(limitBytes));
      else chunks.push(chunk);
    };
    const onEnd = (): void => finish();
    const onGone = (): void => finish(new WaxwingError("REQUEST_CANCELLED"));
    if (request.destroyed) return onGone();
    request.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
}

/** The error for a body that is larger than its operation accepts. */
export function bodyTooLarge(limitBytes: number): WaxwingError {
  return new WaxwingError("PAYLOAD_TOO_LARGE", `The request body is larger than ${limitBytes} bytes.`);
}

const discardLimitBytes = 16 * 1024 * 1024;
const discardLimitMs = 10_000;

/**
 * Reads on what is left of a body after an error was answered, so that the client sees the answer and the connection can
 * be used again; a client that goes on sending for too long loses it.
 */
export function discardBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed || !hasBody(request)) return;
  let length = 0;
  const stop = (): void => {
    request.destroy();
  };
  const timer = setTimeout(stop, discardLimitMs).unref();
  request.on("error", () => {}); // the client went away: nothing is left to read
  request.on("close", () => clearTimeout(timer));
  request.on("end", () => clearTimeout(timer));
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > discardLimitBytes) stop();
  });
}

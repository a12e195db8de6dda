import type { IncomingMessage } from "node:http";
import { WaxwingError } from "@waxwing/contract";

/** Bytes of a refused body that are read and thrown away, so that its sender gets to see the answer. */
const discardedBytes = 8 * 1024 * 1024;

/**
 * The text of a request body.
 * @throws WaxwingError PAYLOAD_TOO_LARGE above `limitBytes`, REQUEST_CANCELLED when the caller goes away meanwhile
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (): void => {
      request.off("data", onData);
      request.off("end", onEnd);
      request.off("close", onClose);
      request.off("error", onClose);
    };
    const refuse = (): void => {
      stop();
      reject(new WaxwingError("PAYLOAD_TOO_LARGE", `The request body is larger than ${limitBytes} bytes.`));
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else if (size > limitBytes + discardedBytes) refuse();
      else chunks.length = 0;
    };
    const onEnd = (): void => {
      if (size > limitBytes) {
        refuse();
        return;
      }
      stop();
      const [first] = chunks;
      resolve(
        chunks.length === 1 && first !== undefined ? first.toString("utf8") : Buffer.concat(chunks).toString("utf8"),
      );
    };
    const onClose = (): void => {
      stop();
      reject(new WaxwingError("REQUEST_CANCELLED"));
    };
    request.on("data", onData);
    request.on("end", onEnd);
    request.on("close", onClose);
    request.on("error", onClose);
  });
}

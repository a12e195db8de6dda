import { Agent, type IncomingHttpHeaders, request as openRequest } from "node:http";

/** A request exactly as written: nothing is added, normalised or checked on the way. */
export interface RawRequest {
  readonly method: string;
  /** Path with query, as it goes on the wire. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** After this the server counts as hanging. */
  readonly timeoutMs?: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Sends a request and reads its whole answer. Rejects when there is none within `timeoutMs` (10 s). */
export function sendRaw(baseUrl: string, { method, path, headers = {}, body, timeoutMs = 10_000 }: RawRequest) {
  const { hostname, port } = new URL(baseUrl);
  return new Promise<RawAnswer>((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const request = openRequest({
      agent,
      host: hostname,
      port,
      method,
      path,
      headers: { ...length, ...(headers as Record<string, string | string[]>) },
    });
    const timer = setTimeout(() => {
      request.destroy(new Error(`no answer within ${timeoutMs} ms: ${method} ${path.slice(0, 200)}`));
    }, timeoutMs);
    request.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        clearTimeout(timer);
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
      });
    });
    request.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

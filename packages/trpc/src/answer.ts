import type { FastifyReply } from "fastify";

/** An answer in tRPC's wire format. */
export interface TrpcAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ReadableStream<Uint8Array> | null;
}

/** Caches and proxies must not mix answers of different encodings (the same value as tRPC's own handler sends). */
export const vary = "trpc-accept, accept";

/** Sends an answer; other plugins' `Vary` (CORS) is kept. */
export function send(reply: FastifyReply, answer: TrpcAnswer): FastifyReply {
  const earlier = reply.getHeader("vary");
  reply.code(answer.status).headers(answer.headers);
  if (earlier !== undefined) reply.header("vary", `${String(earlier)}, ${vary}`);
  // Of a string, Fastify would extend the content type by a charset, which tRPC's own handler does not send.
  return reply.send(typeof answer.body === "string" ? Buffer.from(answer.body) : (answer.body ?? Buffer.alloc(0)));
}

/** Reports an error that is no part of the catalogue. */
export type ReportUnexpected = (error: unknown, path: string | undefined) => void;

import { resolveResponse } from "@trpc/server/http";
import type { FastifyRequest } from "fastify";
import type { ReportUnexpected, TrpcAnswer } from "./answer.ts";
import type { AppRouter } from "./app-router.ts";
import { isUnexpected, retryAfter } from "./errors.ts";
import { requestIds } from "./stock-router.ts";
import type { TrpcRequest } from "./trpc-request.ts";

const withoutBody = new Set(["GET", "HEAD"]);

/** Lets tRPC's own handler answer. The procedures take their inputs from `request`, so that no body is passed on. */
export async function stockAnswer(
  request: TrpcRequest,
  original: FastifyRequest,
  router: AppRouter,
  signal: AbortSignal,
  report: ReportUnexpected,
): Promise<TrpcAnswer> {
  const { method } = original;
  const converted = new Request(new URL(original.raw.url ?? "/", "http://trpc.invalid"), {
    method,
    headers: acceptHeaders(original),
    signal,
    ...(withoutBody.has(method) ? {} : { body: "" }),
  });
  const response = await requestIds.run(original.id, () =>
    resolveResponse({
      router,
      req: converted,
      path: request.path,
      error: null,
      allowMethodOverride: true,
      createContext: async () => request,
      onError: ({ error, path }) => {
        if (isUnexpected(error)) report(error.cause ?? error, path);
      },
      responseMeta: ({ errors }) => {
        const seconds = retryAfter(errors);
        return seconds === undefined ? {} : { headers: new Headers({ "retry-after": String(seconds) }) };
      },
    }),
  );
  return { status: response.status, headers: Object.fromEntries(response.headers), body: response.body };
}

/** The headers that tRPC looks at; the content type was judged when the input was read. */
function acceptHeaders({ headers }: FastifyRequest): Headers {
  const kept = new Headers({ "content-type": "application/json" });
  for (const name of ["accept", "trpc-accept", "last-event-id"]) {
    const value = headers[name];
    if (typeof value === "string") kept.set(name, value);
  }
  return kept;
}

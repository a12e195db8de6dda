import { createTRPCClient, getUntypedClient, httpLink, TRPCClientError } from "@trpc/client";
import { type OperationEntry, trpcGroup } from "@waxwing/contract";
import type { AppRouter } from "@waxwing/trpc";
import type { RawAnswer } from "./http-request.ts";
import { answered, type Face, type Key, notOurs, type Outcome, refused } from "./outcome.ts";

/** A typed tRPC client; `null` sends no key. */
export function trpcClient(baseUrl: string, key: Key) {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${baseUrl}/trpc`, headers: key === null ? {} : { apikey: key } })],
  });
}

/** `message.sendText` */
export function procedurePath(entry: OperationEntry): string {
  return `${trpcGroup(entry.group)}.${entry.name}`;
}

/** The tRPC face through its own client. */
export function trpcFace(baseUrl: string, globalKey: string): Face {
  return {
    name: "tRPC",
    async call(entry, input, key = globalKey) {
      const client = getUntypedClient(trpcClient(baseUrl, key));
      try {
        const path = procedurePath(entry);
        return answered(
          entry.operation.kind === "query" ? await client.query(path, input) : await client.mutation(path, input),
        );
      } catch (error) {
        if (!(error instanceof TRPCClientError)) throw error;
        return trpcRefusal(error.shape ?? undefined, error.message);
      }
    },
  };
}

interface TrpcShape {
  message: string;
  code: number;
  data: { code: string; httpStatus: number; errorCode: string; requestId: string; details?: unknown; path?: string };
}

/** Reads one envelope of a tRPC answer. */
export function trpcOutcome(envelope: unknown, { status, text }: RawAnswer): Outcome {
  const { result, error } = (envelope ?? {}) as { result?: { data?: unknown }; error?: unknown };
  if (error !== undefined) return trpcRefusal(error, text, status);
  return result === undefined ? notOurs(status, text) : answered(result.data);
}

function trpcRefusal(shape: unknown, text: string, status = 0): Outcome {
  if (!isTrpcError(shape)) return notOurs(status, text);
  return refused(shape.data.errorCode, shape.data.httpStatus, [shape.message], shape.data.details);
}

/** Whether an error has the documented shape. */
export function isTrpcError(shape: unknown): shape is TrpcShape {
  const { message, code, data, ...others } = (shape ?? {}) as Record<string, unknown>;
  if (typeof message !== "string" || typeof code !== "number" || typeof data !== "object" || data === null)
    return false;
  const { code: word, httpStatus, path, errorCode, requestId, details, ...more } = data as Record<string, unknown>;
  return (
    typeof word === "string" &&
    typeof httpStatus === "number" &&
    (path === undefined || typeof path === "string") &&
    typeof errorCode === "string" &&
    typeof requestId === "string" &&
    requestId !== "" &&
    (details === undefined || (typeof details === "object" && details !== null)) &&
    Object.keys(others).length === 0 &&
    Object.keys(more).length === 0
  );
}

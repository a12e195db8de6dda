import type { FastifyInstance } from "fastify";
import type { Directory } from "../directory.ts";
import { GraphError, type GraphErrorBody } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { Faults } from "../faults.ts";
import type { Ids } from "../ids.ts";
import type { MediaStore } from "../media-store.ts";
import type { GraphServerOptions } from "../options.ts";
import type { Transcript } from "../transcript.ts";

/** What the Graph routes work with. */
export interface GraphContext {
  readonly options: GraphServerOptions;
  readonly accessTokens: ReadonlySet<string>;
  /** Signs download addresses; not the secret of the webhooks. */
  readonly downloadKey: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly ids: Ids;
  readonly directory: Directory;
  readonly exchange: Exchange;
  readonly media: MediaStore;
  readonly faults: Faults;
  readonly transcript: Transcript;
}

/** Adds a group of routes to the server. */
export type Routes = (app: FastifyInstance, context: GraphContext) => void;

declare module "fastify" {
  interface FastifyContextConfig {
    /** For which faults this route is a target. */
    faultTarget?: "messages" | "media" | "objects";
  }
  interface FastifyRequest {
    graphAnswer: unknown;
    graphFault: string | null;
  }
}

/** Any error as Graph would answer it. */
export function toGraphError(error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  const message = error instanceof Error ? error.message : String(error);
  if (status >= 400 && status < 500)
    return new GraphError(100, { message: "Invalid parameter", details: message, status });
  return new GraphError(131000, { details: `The local Graph server failed: ${message}` });
}

/** The body of an error answer, with a fresh trace id. */
export function errorBody(error: GraphError, ids: Ids): GraphErrorBody {
  return error.toBody(ids.trace());
}

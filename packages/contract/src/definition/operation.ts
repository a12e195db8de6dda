import type { z } from "zod";
import type { ErrorCode } from "../errors.ts";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

/** Which keys open an operation: only the global one, any valid one, or the instance's own (and the global one). */
export type Access = "global" | "any" | "instance";

/**
 * Another way in which existing clients call an operation on REST. `fields` maps dotted names of the request to dotted
 * canonical names (`{ "byEvents": "webhook.webhookByEvents" }`). An alias may have the canonical method and path.
 */
export interface Alias {
  readonly method: HttpMethod;
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface RestRoute {
  readonly method: HttpMethod;
  /** Fastify syntax: `/message/sendText/:instanceName`. */
  readonly path: string;
  readonly status: 200 | 201;
}

/** One thing that a caller can ask for, read by all faces. */
export interface Operation<
  Kind extends "query" | "mutation" = "query" | "mutation",
  Rest extends RestRoute = RestRoute,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> {
  readonly kind: Kind;
  readonly rest: Rest;
  readonly aliases: readonly Alias[];
  readonly access: Access;
  /** One line. */
  readonly summary: string;
  /** What it does, in sentences. */
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  /** Errors of its own; `commonErrors` come on top, and INSTANCE_NOT_FOUND for access "instance". */
  readonly errors: readonly ErrorCode[];
  /** An input that succeeds on an instance named as `instanceName` says. */
  readonly example: z.input<Input>;
  /** Largest request body in bytes on every face. */
  readonly bodyLimitBytes: number;
  /** Input field that a multipart part `file` fills on the REST face; absent where the operation takes no upload. */
  readonly uploadField?: string;
  /** How REST answers under COMPATIBILITY=evolution, where that differs. */
  readonly evolutionAnswer?: (answer: z.output<Output>) => unknown;
}

/** What an author writes; the rest has defaults. */
export interface OperationDeclaration<Rest extends RestRoute, Input extends z.ZodObject, Output extends z.ZodType> {
  readonly rest: Rest;
  readonly aliases?: readonly Alias[];
  readonly access: Access;
  readonly summary: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly errors: readonly ErrorCode[];
  readonly example: z.input<Input>;
  /** Bytes; 1 MiB when not given. */
  readonly bodyLimitBytes?: number;
  readonly uploadField?: keyof Input["shape"] & string;
  readonly evolutionAnswer?: (answer: z.output<Output>) => unknown;
}

const defaultBodyLimitBytes = 1024 * 1024;

/** Declares an operation that only reads. */
export function query<const Rest extends RestRoute, Input extends z.ZodObject, Output extends z.ZodType>(
  declaration: OperationDeclaration<Rest, Input, Output>,
): Operation<"query", Rest, Input, Output> {
  return { aliases: [], bodyLimitBytes: defaultBodyLimitBytes, ...declaration, kind: "query" };
}

/** Declares an operation that changes something. */
export function mutation<const Rest extends RestRoute, Input extends z.ZodObject, Output extends z.ZodType>(
  declaration: OperationDeclaration<Rest, Input, Output>,
): Operation<"mutation", Rest, Input, Output> {
  return { aliases: [], bodyLimitBytes: defaultBodyLimitBytes, ...declaration, kind: "mutation" };
}

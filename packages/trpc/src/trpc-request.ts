import { type OperationEntry, WaxwingError } from "@waxwing/contract";
import type { Caller, Executor, InputSource } from "@waxwing/core";
import type { FastifyRequest } from "fastify";
import type { TrpcContext } from "./context.ts";
import { readBody } from "./request-body.ts";

/** Largest body in bytes where no known operation says otherwise. */
const defaultBodyLimitBytes = 1024 * 1024;
/** Bodies above this are read only for a caller whose key is known. (Asking counts as one more request of the key.) */
const unauthenticatedBodyBytes = 256 * 1024;

/** A request as tRPC's wire format has it. */
export interface TrpcRequest extends TrpcContext {
  /** The procedures' part of the URL as it was sent, percent-encoded. */
  readonly path: string;
  /** The called procedures; one, unless it is a batch. */
  readonly paths: readonly string[];
  readonly isBatch: boolean;
  /** Undefined when the URL has no query. */
  readonly search: URLSearchParams | undefined;
}

/**
 * Reads a request whose procedures stand in the URL from `pathOffset` on. Never rejects: what is wrong with the input is
 * thrown by the sources of `inputAt()`, so that it is told only after the key was checked.
 */
export async function readTrpcRequest(
  request: FastifyRequest,
  pathOffset: number,
  procedures: ReadonlyMap<string, OperationEntry>,
  executor: Executor,
): Promise<TrpcRequest> {
  const url = request.raw.url ?? "";
  const question = url.indexOf("?");
  const given = question === -1 ? url.slice(pathOffset) : url.slice(pathOffset, question);
  const path = given.endsWith("/") ? given.slice(0, -1) : given;
  const search = question === -1 ? undefined : new URLSearchParams(url.slice(question + 1));
  const isBatch = search?.get("batch") === "1";
  const paths = isBatch ? path.split(",") : [path];
  const caller: Caller = { key: keyOf(request, search), address: request.ip, requestId: request.id };
  const input = await readInput(request, search, caller, executor, () => bodyLimit(paths, procedures));
  return {
    path,
    paths,
    isBatch,
    search,
    caller,
    lastEventId: lastEventIdOf(request, search),
    inputAt: (index) => (isBatch ? batchedSource(input, index) : sourceOf(input)),
  };
}

/** The key: the header, else `connectionParams.apikey` of the query, for an EventSource that cannot set headers. */
function keyOf(request: FastifyRequest, search: URLSearchParams | undefined): string | undefined {
  const { apikey } = request.headers;
  if (typeof apikey === "string") return apikey;
  const parameters = search?.get("connectionParams");
  if (parameters === undefined || parameters === null) return undefined;
  try {
    const parsed: unknown = JSON.parse(parameters);
    const key = isRecord(parsed) ? parsed["apikey"] : undefined;
    return typeof key === "string" ? key : undefined;
  } catch {
    // Not JSON: there is no key in it.
    return undefined;
  }
}

function lastEventIdOf(request: FastifyRequest, search: URLSearchParams | undefined): string | undefined {
  const header = request.headers["last-event-id"];
  const id = typeof header === "string" ? header : (search?.get("lastEventId") ?? search?.get("Last-Event-Id"));
  return id === null || id === "" ? undefined : id;
}

/** A batch may be as large as the largest of its operations. */
function bodyLimit(paths: readonly string[], procedures: ReadonlyMap<string, OperationEntry>): number {
  const limits = paths.flatMap((path) => procedures.get(path)?.operation.bodyLimitBytes ?? []);
  return limits.length === 0 ? defaultBodyLimitBytes : Math.max(...limits);
}

type Input = { readonly value: unknown } | { readonly failure: WaxwingError };

async function readInput(
  request: FastifyRequest,
  search: URLSearchParams | undefined,
  caller: Caller,
  executor: Executor,
  limitBytes: () => number,
): Promise<Input> {
  try {
    if (request.method !== "POST") return { value: parse(search?.get("input") ?? "") };
    const declared = Number(request.headers["content-length"] ?? (request.headers["transfer-encoding"] ? Infinity : 0));
    if (declared === 0) return { value: undefined };
    if (declared > unauthenticatedBodyBytes) executor.authenticate(caller);
    const text = await readBody(request.raw, limitBytes());
    if (text !== "" && !isJson(request.headers["content-type"])) throw new WaxwingError("UNSUPPORTED_MEDIA_TYPE");
    return { value: parse(text) };
  } catch (error) {
    if (error instanceof WaxwingError) return { failure: error };
    return { failure: new WaxwingError("MALFORMED_BODY", "The input is not valid JSON.", { cause: error }) };
  }
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === "application/json") return true;
  return contentType?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}

function parse(text: string): unknown {
  return text === "" ? undefined : JSON.parse(text);
}

/** No input is an empty one, so that operations whose fields are all optional can be called without. */
function sourceOf(input: Input): InputSource {
  if ("failure" in input) return failed(input.failure);
  const value = input.value ?? {};
  return { instanceName: isRecord(value) ? value["instanceName"] : undefined, read: () => value };
}

function batchedSource(input: Input, index: number): InputSource {
  if ("failure" in input) return failed(input.failure);
  const { value } = input;
  if (value === undefined || value === null) return sourceOf({ value: undefined });
  if (!isRecord(value))
    return failed(new WaxwingError("MALFORMED_BODY", "The inputs of a batch are an object by index."));
  return sourceOf({ value: value[String(index)] });
}

function failed(failure: WaxwingError): InputSource {
  return {
    read: () => {
      throw failure;
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

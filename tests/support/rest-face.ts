import { type HttpMethod, type OperationEntry, pathParameters } from "@waxwing/contract";
import { type RawAnswer, type RawRequest, sendRaw } from "./http-request.ts";
import { answered, type Face, type Key, notOurs, type Outcome, refused } from "./outcome.ts";

/** A method and path under which REST offers an operation. */
export interface RestPlace {
  readonly method: HttpMethod;
  readonly path: string;
}

/** The REST face over plain HTTP, at the canonical path of each operation. */
export function restFace(baseUrl: string, globalKey: string): Face {
  return {
    name: "REST",
    call: (entry, input, key = globalKey) => callRest(baseUrl, entry, entry.operation.rest, input, key),
  };
}

/** Calls an operation at one of its places: path parameters, the idempotency key's header, then query (GET) or JSON body. */
export async function callRest(
  baseUrl: string,
  entry: OperationEntry,
  place: RestPlace,
  input: Readonly<Record<string, unknown>>,
  key: Key,
): Promise<Outcome> {
  return outcomeOf(await sendRaw(baseUrl, restRequest(entry, place, input, key)));
}

/** The request for {@link callRest}; `forceBody` puts the fields into a JSON body on every method. */
export function restRequest(
  entry: OperationEntry,
  place: RestPlace,
  input: Readonly<Record<string, unknown>>,
  key: Key,
  forceBody = false,
): RawRequest {
  const { idempotencyKey, ...fields } = input as Record<string, unknown>;
  let { path } = place;
  for (const name of pathParameters(place.path)) {
    path = path.replace(`:${name}`, encodeURIComponent(String(fields[name]).toWellFormed()));
    delete fields[name];
  }
  const headers: Record<string, string> = key === null ? {} : { apikey: key };
  const takesKey = Object.hasOwn(entry.operation.input.shape, "idempotencyKey");
  if (takesKey && idempotencyKey !== undefined) headers["idempotency-key"] = String(idempotencyKey);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (given.length === 0) return { method: place.method, path, headers };
  if (place.method === "GET" && !forceBody) {
    const query = given.map(([name, value]) => `${name}=${encodeURIComponent(queryText(value))}`);
    return { method: "GET", path: `${path}?${query.join("&")}`, headers };
  }
  headers["content-type"] = "application/json";
  return { method: place.method, path, headers, body: JSON.stringify(Object.fromEntries(given)) };
}

function queryText(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed();
}

/** Reads a REST answer. */
export function outcomeOf({ status, json, text }: RawAnswer): Outcome {
  if (status >= 200 && status < 300) return json === undefined ? notOurs(status, text) : answered(json, status);
  if (!isErrorBody(json) || json.status !== status) return notOurs(status, text);
  return refused(json.code, json.status, json.response.message, json.details);
}

interface RestError {
  status: number;
  error: string;
  code: string;
  response: { message: string[] };
  requestId: string;
  details?: unknown;
}

/** Whether a body has exactly the documented shape of a REST error. */
export function isErrorBody(body: unknown): body is RestError {
  if (typeof body !== "object" || body === null) return false;
  const { status, error, code, response, requestId, details, ...others } = body as Record<string, unknown>;
  const messages = (response as { message?: unknown } | undefined)?.message;
  return (
    typeof status === "number" &&
    typeof error === "string" &&
    typeof code === "string" &&
    typeof requestId === "string" &&
    requestId !== "" &&
    Array.isArray(messages) &&
    messages.length > 0 &&
    messages.every((message) => typeof message === "string") &&
    (details === undefined || (typeof details === "object" && details !== null)) &&
    Object.keys(others).length === 0
  );
}

import type { Route } from "./call.ts";

/** An operation's request: address, method, headers beside the key, and body. */
export interface PreparedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/**
 * Puts the flat input where REST takes it: path parameters, the idempotency key's header, the query of a GET (objects and
 * lists as JSON text), else the JSON body.
 * @throws TypeError when a parameter of the path is missing
 */
export function prepareRequest(
  baseUrl: string,
  { method, path }: Route,
  input: Readonly<Record<string, unknown>>,
): PreparedRequest {
  const { idempotencyKey, ...others } = input;
  const fields: Record<string, unknown> = others;
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = fields[name];
    delete fields[name];
    return pathSegment(name, value);
  });
  const headers: Record<string, string> = { accept: "application/json" };
  if (idempotencyKey !== undefined) headers["idempotency-key"] = String(idempotencyKey);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (method === "GET") {
    const query = new URLSearchParams();
    for (const [name, value] of given) query.set(name, queryText(value));
    return { url: baseUrl + filled + (given.length === 0 ? "" : `?${query}`), method, headers, body: undefined };
  }
  if (given.length === 0) return { url: baseUrl + filled, method, headers, body: undefined };
  headers["content-type"] = "application/json";
  return { url: baseUrl + filled, method, headers, body: JSON.stringify(Object.fromEntries(given)) };
}

/** `.` and `..` would be swallowed by the URL and call another operation; no instance can have such a name. */
function pathSegment(name: string, value: unknown): string {
  if (value === undefined || value === null || value === "") throw new TypeError(`${name} is missing`);
  const text = String(value);
  if (text === "." || text === "..") throw new TypeError(`${name} must not be . or ..`);
  return encodeURIComponent(text);
}

function queryText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

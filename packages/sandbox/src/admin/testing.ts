import type { Sandbox } from "../sandbox-interface.ts";
import { adminOperations } from "./operations.ts";

/** What a call has answered. */
export interface AdminAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at answers of every shape
  readonly body: any;
}

/** Calls of a test, by their names in the OpenAPI document. */
export class AdminClient {
  /** Calls that have answered as described. */
  readonly succeeded = new Set<string>();
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** Makes a call; an answer that is not as the schema says is an Error. */
  async call(
    id: string,
    {
      params = {},
      query = {},
      body,
    }: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown } = {},
  ): Promise<AdminAnswer> {
    const operation = adminOperations.find((each) => each.id === id);
    if (operation === undefined) throw new Error(`there is no call ${id}`);
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
    const response = await fetch(`${this.#sandbox.url}/admin${path}?${new URLSearchParams(query)}`, {
      method: operation.method,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    const answer = isJson ? await response.json() : Buffer.from(await response.arrayBuffer());
    if (response.ok) {
      if (response.status !== (operation.status ?? 200)) throw new Error(`${id} answered ${response.status}`);
      if (isJson) operation.answer.parse(answer);
      this.succeeded.add(id);
    }
    return { status: response.status, body: answer };
  }
}

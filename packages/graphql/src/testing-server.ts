import type { AddressInfo } from "node:net";
import type { EventEnvelope, OperationId } from "@waxwing/contract";
import { type ExampleExecutor, exampleExecutor } from "@waxwing/core/testing";
import fastify, { type FastifyInstance } from "fastify";
import { type GraphqlOptions, registerGraphql } from "./register-graphql.ts";
import type { PresentedResult } from "./request/errors.ts";

export interface TestServer extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly executor: ExampleExecutor;
  readonly url: string;
  /** Lines of the log so far. */
  readonly log: string[];
  post(body: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: PresentedResult;
}

export interface TestServerOptions extends Partial<GraphqlOptions> {
  readonly answer?: (id: OperationId, input: unknown, signal: AbortSignal | undefined) => unknown;
  readonly events?: readonly EventEnvelope[];
}

/** The face over real HTTP, in front of an executor that answers with the contract's examples. Key: `test-key`. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { answer, events, ...rest } = options;
  const log: string[] = [];
  const app = fastify({ logger: { level: "trace", stream: { write: (line: string) => void log.push(line) } } });
  const executor = exampleExecutor({
    ...(answer === undefined ? {} : { answer }),
    ...(events === undefined ? {} : { events }),
  });
  await registerGraphql(app, { executor, ...rest });
  app.get("/elsewhere", () => ({ plain: true }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;
  return {
    app,
    executor,
    url,
    log,
    async post(body, headers = {}) {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", apikey: "test-key", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as PresentedResult,
      };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

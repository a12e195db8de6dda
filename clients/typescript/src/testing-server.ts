import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ExampleExecutor, exampleExecutor } from "@waxwing/core/testing";
import { registerRest } from "@waxwing/rest";
import { fastify } from "fastify";
import { createWaxwingClient, type WaxwingClient, type WaxwingClientOptions } from "./index.ts";

/** A server for tests, and a client for it. */
export interface TestServer {
  readonly url: string;
  client(options?: Partial<WaxwingClientOptions>): WaxwingClient;
  close(): Promise<void>;
}

/** The real REST face over the contract's examples. */
export async function startRestServer(
  options: Parameters<typeof exampleExecutor>[0] = {},
): Promise<TestServer & { readonly executor: ExampleExecutor; disconnectAll(): void }> {
  const app = fastify({ forceCloseConnections: true });
  const executor = exampleExecutor(options);
  const uploads = {
    upload: () => Promise.reject(new Error("nothing is uploaded here")),
    discardUpload: async () => {},
  };
  await registerRest(app, { executor, uploads, serverUrl: "http://localhost:8080", version: "0.1.0" });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    url,
    executor,
    client: clientFor(url),
    close: () => app.close(),
    disconnectAll: () => app.server.closeAllConnections(),
  };
}

/** A server that answers whatever `respond` says, for answers that the real one gives rarely. */
export async function startScriptedServer(
  respond: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<TestServer & { readonly requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    respond(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, requests, client: clientFor(url), close };
}

function clientFor(url: string): TestServer["client"] {
  return (options = {}) => createWaxwingClient({ baseUrl: url, apiKey: "test-key", ...options });
}

import { createTRPCClient, httpBatchLink, type TRPCClient, type TRPCLink } from "@trpc/client";
import { type ExampleExecutor, exampleExecutor } from "@waxwing/core/testing";
import Fastify, { type FastifyInstance } from "fastify";
import type { AppRouter } from "./app-router.ts";
import { type MountOptions, mountTrpc } from "./register.ts";

/** A server on a port of its own, for tests. */
export interface TestServer {
  readonly url: string;
  readonly executor: ExampleExecutor;
  readonly app: FastifyInstance;
  /** Lines that the server logged. */
  readonly log: string[];
  client(...links: TRPCLink<AppRouter>[]): TRPCClient<AppRouter>;
  close(): Promise<void>;
}

/** Starts a server with the tRPC face and nothing else. */
export async function startTestServer(
  options: Parameters<typeof exampleExecutor>[0] & Omit<MountOptions, "executor"> & { handlerTimeout?: number } = {},
  prepare: (app: FastifyInstance) => unknown = () => undefined,
): Promise<TestServer> {
  const log: string[] = [];
  const app = Fastify({
    logger: { level: "info", stream: { write: (line: string) => log.push(line) } },
    genReqId: (request) => String(request.headers["x-request-id"] ?? "generated-id"),
    forceCloseConnections: true,
    ...(options.handlerTimeout === undefined ? {} : { handlerTimeout: options.handlerTimeout }),
  });
  prepare(app);
  const executor = exampleExecutor(options);
  await mountTrpc(app, { ...options, executor });
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  const url = `${address}/trpc`;
  return {
    url,
    executor,
    app,
    log,
    client: (...links) =>
      createTRPCClient<AppRouter>({
        links: links.length > 0 ? links : [httpBatchLink({ url, headers: { apikey: "test-key" } })],
      }),
    close: () => app.close(),
  };
}

import { buffer } from "node:stream/consumers";
import type { UploadSink } from "@waxwing/core";
import { type ExampleExecutor, exampleExecutor } from "@waxwing/core/testing";
import { type FastifyInstance, fastify } from "fastify";
import {
  clientErrorHandler,
  errorHandler,
  frameworkErrorHandler,
  notFoundHandler,
  type RestOptions,
  registerRest,
} from "./index.ts";

/** For tests only: the face on a server of its own, as apps/server puts it together. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly executor: ExampleExecutor;
  /** What was uploaded and not discarded, by source. */
  readonly uploads: ReadonlyMap<string, Upload>;
  readonly url: string;
  readonly port: number;
  /** A request with the test's key. */
  call(path: string, init?: RequestInit & { duplex?: "half" }): Promise<Response>;
}

/** A file that the test's sink keeps. */
export interface Upload {
  readonly bytes: Buffer;
  readonly fileName: string | undefined;
  readonly mimetype: string | undefined;
}

function memorySink(kept: Map<string, Upload>): UploadSink {
  return {
    async upload(file, { fileName, mimetype }) {
      const bytes = await buffer(file);
      const source = `upload:${crypto.randomUUID()}`;
      kept.set(source, { bytes, fileName, mimetype });
      return source;
    },
    discardUpload: async (source) => void kept.delete(source),
  };
}

export async function startTestServer(
  options: Partial<RestOptions> & { executor?: ExampleExecutor } = {},
): Promise<TestServer> {
  const executor = options.executor ?? exampleExecutor();
  const app = fastify({
    frameworkErrors: frameworkErrorHandler,
    clientErrorHandler,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 5000 },
  });
  app.setErrorHandler(errorHandler);
  app.setNotFoundHandler(notFoundHandler);
  const uploads = new Map<string, Upload>();
  await registerRest(app, {
    serverUrl: "http://localhost:8080",
    version: "0.1.0",
    uploads: memorySink(uploads),
    ...options,
    executor,
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const address = app.server.address() as { port: number };
  const url = `http://127.0.0.1:${address.port}`;
  const call: TestServer["call"] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("apikey")) headers.set("apikey", "test-key");
    return fetch(url + path, { ...init, headers });
  };
  return { app, executor, uploads, url, port: address.port, call };
}

/** The parsed input of the last call, as the core got it. */
export function lastInput(server: TestServer): unknown {
  return server.executor.calls.at(-1)?.input;
}

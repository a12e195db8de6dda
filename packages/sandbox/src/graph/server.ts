import type { AddressInfo } from "node:net";
import { createGraph } from "./create-graph.ts";
import type { GraphServer } from "./graph-server.ts";
import type { GraphServerOptions } from "./options.ts";

/** Starts a local Graph server that listens by itself, with the Cloud API, webhooks, virtual contacts and the admin API. */
export async function startGraphServer(options: GraphServerOptions = {}): Promise<GraphServer> {
  const { server, app, listensAt } = createGraph(options);
  const host = options.host ?? "127.0.0.1";
  await app.listen({ port: options.port ?? 0, host });
  const { port } = app.server.address() as AddressInfo;
  listensAt(httpUrl(host, port), port);
  return server;
}

/** `http://host:port`, with brackets around an IPv6 address. */
export function httpUrl(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

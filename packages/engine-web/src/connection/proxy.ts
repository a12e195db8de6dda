import { EventEmitter } from "node:events";
import type { ClientRequest } from "node:http";
import { isIP, type Socket } from "node:net";
import { WaxwingError } from "@waxwing/contract";
import type { InstanceProxy } from "@waxwing/core";
import { type Cidr, guardLookup, judgeAddress } from "@waxwing/outbound";
import { HttpsProxyAgent } from "https-proxy-agent";
import { SocksProxyAgent } from "socks-proxy-agent";
import type { buildConnector } from "undici";

/** An agent for https and wss that goes through a proxy. */
export type ProxyAgent = HttpsProxyAgent<string> | SocksProxyAgent;

const connectTimeoutMs = 20_000;

interface ProxyAgentOptions {
  readonly ca: string[] | undefined;
  readonly allowPrivate: readonly Cidr[];
  /** Ends connections to an HTTP proxy; those to a SOCKS proxy end by their time-out. */
  readonly signal?: AbortSignal;
}

/**
 * Agent for a proxy that a caller has chosen: it may only be at an address to which callers may make this server
 * connect. Throws URL_NOT_ALLOWED for one that is not.
 */
export function createProxyAgent(proxy: InstanceProxy, { ca, allowPrivate, signal }: ProxyAgentOptions): ProxyAgent {
  const host = proxy.host.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !judgeAddress(host, allowPrivate).isAllowed) {
    throw new WaxwingError("URL_NOT_ALLOWED", "The address of the proxy is not allowed.");
  }
  const url = proxyUrl(proxy, host);
  const lookup = guardLookup(allowPrivate);
  const agent: ProxyAgent =
    proxy.protocol === "http" || proxy.protocol === "https"
      ? new HttpsProxyAgent(url, { lookup, ...(signal === undefined ? {} : { signal }) })
      : new SocksProxyAgent(url, { timeout: connectTimeoutMs, socketOptions: { lookup } });
  if (ca !== undefined) agent.options.ca = ca;
  return agent;
}

function proxyUrl({ protocol, port, username, password }: InstanceProxy, host: string): string {
  // A SOCKS 5 proxy resolves names itself; one of version 4 may not be able to.
  const url = new URL(
    `${protocol === "socks5" ? "socks5h" : protocol}://${host.includes(":") ? `[${host}]` : host}:${port}`,
  );
  if (username !== null) url.username = encodeURIComponent(username);
  if (password !== null) url.password = encodeURIComponent(password);
  return url.href;
}

/** Opens undici's connections with an agent, so that downloads take the same way as everything else. */
export function proxyConnector(agent: ProxyAgent, ca: string[] | undefined): buildConnector.connector {
  return (target, callback) => {
    const secure = target.protocol === "https:";
    // Stands for the request for which the agent believes to open the connection; it tells it what the proxy answered.
    const request = new EventEmitter() as EventEmitter & { destroy(): void };
    let status = 200;
    request.destroy = () => {};
    request.on("proxyConnect", ({ statusCode }: { statusCode: number }) => {
      status = statusCode;
    });
    const port = Number(target.port) || (secure ? 443 : 80);
    const servername = target.servername ?? target.hostname;
    agent
      .connect(request as unknown as ClientRequest, {
        host: target.hostname,
        port,
        ...(secure
          ? { secureEndpoint: true as const, servername, ...(ca === undefined ? {} : { ca }) }
          : { secureEndpoint: false as const }),
      })
      .then((socket) => connected(socket, secure, status))
      .then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
  };
}

function connected(socket: Socket, secure: boolean, status: number): Promise<Socket> {
  if (status !== 200) {
    socket.destroy();
    return Promise.reject(new Error(`the proxy answered ${status}`));
  }
  if (!secure) {
    socket.resume();
    return Promise.resolve(socket);
  }
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import type { InstanceProxy } from "@waxwing/core";
import { type Cidr, toCidrs } from "@waxwing/outbound";
import type { SocketConfig } from "@whiskeysockets/baileys";
import { Agent, buildConnector, Dispatcher1Wrapper } from "undici";
import { checkProxy } from "./check-proxy.ts";
import { createProxyAgent, proxyConnector } from "./proxy.ts";

/** Where WhatsApp is, and whom to trust for it. */
export interface TransportOptions {
  /** `wss://web.whatsapp.com/ws/chat` */
  readonly webSocketUrl: string;
  /** Authorities to trust beside the public ones, PEM. */
  readonly caPem?: string | undefined;
  /** Private networks in which a proxy of an instance may be. */
  readonly allowPrivate: readonly Cidr[];
  /** For instances without a proxy of their own; it may be in any network. */
  readonly defaultProxy?: InstanceProxy | undefined;
}

/** What a socket's configuration needs to reach WhatsApp. */
export type SocketTransport = Pick<SocketConfig, "waWebSocketUrl" | "options"> &
  Partial<Pick<SocketConfig, "agent" | "fetchAgent">>;

/** A way to WhatsApp. */
interface Way {
  readonly socket: SocketTransport;
  close(): Promise<void>;
}

/** Ways to WhatsApp. Those of instances without a proxy of their own share their connections. */
export interface Transport {
  /** Throws URL_NOT_ALLOWED when the proxy is in a network that it may not be in. */
  through(proxy: InstanceProxy | null): Way;
  /** One connection through a proxy to where WhatsApp is. Throws URL_NOT_ALLOWED, PROXY_INVALID. */
  checkProxy(proxy: InstanceProxy, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Who runs the server may choose any proxy for it. */
const everywhere = toCidrs("0.0.0.0/0,::/0");

/** Host name suffix under which WhatsApp keeps media; history and app state always come from there. */
const mediaHosts = /(^|\.)whatsapp\.net$/;
const whatsAppHosts = /(^|\.)whatsapp\.(com|net)$/;

export function createTransport(options: TransportOptions): Transport {
  const url = new URL(options.webSocketUrl);
  const ca = options.caPem === undefined ? undefined : [...rootCertificates, options.caPem];
  // A server that stands for WhatsApp stands for its media hosts as well.
  const mediaAddress = whatsAppHosts.test(url.hostname) ? undefined : url;
  const redirected = (target: buildConnector.Options): buildConnector.Options =>
    mediaAddress !== undefined && mediaHosts.test(target.hostname)
      ? {
          ...target,
          hostname: mediaAddress.hostname.replace(/^\[|\]$/g, ""),
          port: mediaAddress.port,
          servername: target.hostname,
        }
      : target;

  const direct = (): Way => {
    const agent = new HttpsAgent({ ...(ca === undefined ? {} : { ca }) });
    const connect = buildConnector(ca === undefined ? {} : { ca });
    const dispatcher = new Agent({ connect: (target, callback) => connect(redirected(target), callback) });
    return {
      socket: {
        waWebSocketUrl: options.webSocketUrl,
        ...(url.protocol === "wss:" ? { agent } : {}),
        fetchAgent: agent,
        options: requestOptions(dispatcher),
      },
      async close() {
        agent.destroy();
        await dispatcher.destroy();
      },
    };
  };
  const proxied = (proxy: InstanceProxy, allowPrivate: readonly Cidr[]): Way => {
    const agent = createProxyAgent(proxy, { ca, allowPrivate });
    const connect = proxyConnector(agent, ca);
    const dispatcher = new Agent({ connect: (target, callback) => connect(redirected(target), callback) });
    return {
      socket: {
        waWebSocketUrl: options.webSocketUrl,
        agent: agent as unknown as HttpsAgent,
        fetchAgent: agent as unknown as HttpsAgent,
        options: requestOptions(dispatcher),
      },
      async close() {
        agent.destroy();
        await dispatcher.destroy();
      },
    };
  };
  const { defaultProxy } = options;
  const shared = defaultProxy === undefined ? direct() : proxied(defaultProxy, everywhere);

  return {
    through: (proxy) =>
      proxy === null ? { socket: shared.socket, close: async () => {} } : proxied(proxy, options.allowPrivate),
    checkProxy: (proxy, signal) =>
      checkProxy(proxy, { webSocketUrl: url, ca, allowPrivate: options.allowPrivate }, signal),
    close: shared.close,
  };
}

/**
 * Node.js 24 brings undici 7, whose fetch calls dispatchers of undici 8 through this wrapper only. Two copies of the same
 * interface have two types: hence the cast.
 */
function requestOptions(dispatcher: Agent): RequestInit {
  return { dispatcher: new Dispatcher1Wrapper(dispatcher) } as unknown as RequestInit;
}

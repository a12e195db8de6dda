import { WaxwingError } from "@waxwing/contract";
import type { InstanceProxy } from "@waxwing/core";
import { type Cidr, OutboundError } from "@waxwing/outbound";
import { createProxyAgent, proxyConnector } from "./proxy.ts";

/** Where WhatsApp is, whom to trust for it, and where a proxy may be. */
interface ProxyCheck {
  readonly webSocketUrl: URL;
  readonly ca: string[] | undefined;
  readonly allowPrivate: readonly Cidr[];
}

/** A proxy that is slower than this is of no use. */
const checkTimeoutMs = 10_000;

/**
 * Opens one connection through a proxy to where WhatsApp is, TLS included, and lets it go.
 * @throws URL_NOT_ALLOWED for a proxy where none may be, PROXY_INVALID for one that does not connect in 10 seconds
 */
export async function checkProxy(
  proxy: InstanceProxy,
  { webSocketUrl, ca, allowPrivate }: ProxyCheck,
  signal: AbortSignal,
): Promise<void> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)]);
  const agent = createProxyAgent(proxy, { ca, allowPrivate, signal: bounded });
  const connect = proxyConnector(agent, ca);
  const { protocol, hostname, host, port } = webSocketUrl;
  const target = { protocol: protocol === "wss:" ? "https:" : "http:", hostname, host, port };
  try {
    await new Promise<void>((resolve, reject) => {
      const abandoned = (): void => reject(bounded.reason);
      bounded.addEventListener("abort", abandoned, { once: true });
      connect(target, (error, socket) => {
        bounded.removeEventListener("abort", abandoned);
        socket?.destroy();
        if (error === null) resolve();
        else reject(error);
      });
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OutboundError && error.code === "ADDRESS_NOT_ALLOWED")
      throw new WaxwingError("URL_NOT_ALLOWED", "The address of the proxy is not allowed.", { cause: error });
    throw new WaxwingError("PROXY_INVALID", undefined, { cause: error });
  } finally {
    agent.destroy();
  }
}

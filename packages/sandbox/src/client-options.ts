import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import { Agent, buildConnector, Dispatcher1Wrapper } from "undici";

/** Where a sandbox is reached, and whom to trust for it. */
export interface SandboxAddress {
  /** A host name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly caPem: string;
}

/**
 * What a Baileys socket needs to talk to a sandbox instead of WhatsApp: spread it into the socket's configuration.
 * Give `options` to `downloadMediaMessage` and its relatives as well, they do not know the socket's.
 */
export interface ClientOptions {
  /** Plain; Baileys accepts it. */
  readonly waWebSocketUrl: string;
  /** For uploads, which Baileys makes over https only. */
  readonly fetchAgent: HttpsAgent;
  /** For downloads: history and app-state files always come from `mmg.whatsapp.net`, which is led to the sandbox. */
  readonly options: RequestInit;
}

/** Builds the options, and what is needed to let their connections go. */
export function clientOptions({ host, port, caPem }: SandboxAddress): ClientOptions & { close(): Promise<void> } {
  const ca = [...rootCertificates, caPem];
  const connect = buildConnector({ ca });
  const agent = new Agent({
    connect: (options, callback) => {
      const isWhatsApp = /(^|\.)whatsapp\.net$/.test(options.hostname);
      connect(
        isWhatsApp ? { ...options, hostname: host, port: String(port), servername: options.hostname } : options,
        callback,
      );
    },
  });
  const fetchAgent = new HttpsAgent({ ca });
  // Node.js 24 brings undici 7, whose fetch calls dispatchers of undici 8 through this wrapper only. Two copies of the
  // same interface have two types: hence the cast.
  const options = { dispatcher: new Dispatcher1Wrapper(agent) } as unknown as RequestInit;
  return {
    waWebSocketUrl: `ws://${host.includes(":") ? `[${host}]` : host}:${port}/ws/chat`,
    fetchAgent,
    options,
    async close() {
      fetchAgent.destroy();
      await agent.destroy();
    },
  };
}

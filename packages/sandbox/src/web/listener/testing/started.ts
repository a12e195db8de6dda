import { startTransport, type TransportUnderTest } from "./start-listener.ts";
import { WireClient, type WireClientOptions } from "./wire-client.ts";

/** A transport with clients that go when it goes. */
export interface StartedTransport extends TransportUnderTest {
  /** Connects a bare client over ws; resolves when the server knows it too. */
  connect(options?: WireClientOptions): Promise<WireClient>;
}

/** What tests have opened, to be closed after each. */
export interface Opened {
  start(options?: Parameters<typeof startTransport>[0]): Promise<StartedTransport>;
  client(url: string, options?: WireClientOptions): Promise<WireClient>;
  /** Closes this too. */
  keep(closeable: { close(): unknown }): void;
  /** Closes everything, the last first. */
  close(): Promise<void>;
}

/** Starts transports and clients for tests, and closes all of them. */
export function startTransports(): Opened {
  const opened: { close(): unknown }[] = [];
  return {
    async start(options) {
      const transport = await startTransport(options);
      opened.push(transport);
      return {
        ...transport,
        async connect(clientOptions) {
          const before = transport.arrivals.length;
          const client = await WireClient.connect(transport.url, clientOptions);
          await new Promise<void>((resolve) => {
            const check = () => (transport.arrivals.length > before ? resolve() : setImmediate(check));
            check();
          });
          return client;
        },
      };
    },
    async client(url, options) {
      const client = await WireClient.connect(url, options);
      opened.push(client);
      return client;
    },
    keep(closeable) {
      opened.push(closeable);
    },
    async close() {
      for (const each of opened.splice(0).reverse()) await each.close();
    },
  };
}

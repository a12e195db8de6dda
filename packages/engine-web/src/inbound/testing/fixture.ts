import { type Sandbox, startSandbox, type WebContact } from "@waxwing/sandbox";
import type { ReachableSandbox } from "@waxwing/sandbox/testing/baileys-client";
import { afterEach, beforeEach } from "vitest";
import { InboundClient, type InboundClientOptions } from "./inbound-client.ts";

/** A fresh sandbox for each test of a file, with clients that are closed after it. */
export interface InboundFixture {
  readonly world: Sandbox["world"];
  /** A client that is linked and open. */
  connect(options?: InboundClientOptions): Promise<InboundClient>;
  /** A client that has begun its first session. */
  start(options?: InboundClientOptions): InboundClient;
  contact(phone?: string, name?: string): Promise<WebContact>;
}

/** To be called at the top of a test file. */
export function useInbound(): InboundFixture {
  let sandbox: Sandbox | undefined;
  const clients: InboundClient[] = [];
  const running = (): Sandbox => {
    if (sandbox === undefined) throw new Error("the sandbox runs during tests only");
    return sandbox;
  };
  const reachable = (): ReachableSandbox => {
    const { world, port, caPem, rootKey } = running();
    return { world, port, caPem, rootKey: Buffer.from(rootKey, "base64") };
  };
  beforeEach(async () => {
    sandbox = await startSandbox({ seed: "test", graph: { webhookUrl: null } });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) {
      await client.close();
      client.inbound.stop();
    }
    await sandbox?.close();
    sandbox = undefined;
  });
  const start = (options?: InboundClientOptions): InboundClient => {
    const client = new InboundClient(reachable(), options);
    clients.push(client);
    client.start();
    return client;
  };
  return {
    get world() {
      return running().world;
    },
    async connect(options) {
      const client = start(options);
      await client.opened();
      return client;
    },
    start,
    async contact(phone = "15559990001", name = "Bob") {
      return (await running().contact(phone, { name })).web;
    },
  };
}

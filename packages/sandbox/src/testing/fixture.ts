import { afterEach, beforeEach } from "vitest";
import { connectClient, TestClient, type TestClientOptions } from "./baileys-client.ts";
import { startTestSandbox, type TestSandbox, type TestSandboxOptions } from "./start.ts";

/** A fresh sandbox for each test of a file, with clients that are closed after it. */
export interface Fixture {
  readonly sandbox: TestSandbox;
  /** A client that is linked and open. */
  connect(options: TestClientOptions): Promise<TestClient>;
  /** A client that has begun its first session; for tests that look at what happens in it. */
  start(options: TestClientOptions): TestClient;
}

/** To be called at the top of a test file. */
export function useSandbox(options?: TestSandboxOptions): Fixture {
  let sandbox: TestSandbox | null = null;
  const clients: TestClient[] = [];
  const running = (): TestSandbox => {
    if (sandbox === null) throw new Error("the sandbox runs during tests only");
    return sandbox;
  };
  beforeEach(async () => {
    sandbox = await startTestSandbox(options);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await sandbox?.close();
    sandbox = null;
  });
  return {
    get sandbox() {
      return running();
    },
    async connect(clientOptions) {
      const client = await connectClient(running(), clientOptions);
      clients.push(client);
      return client;
    },
    start(clientOptions) {
      const client = new TestClient(running(), clientOptions);
      clients.push(client);
      client.start();
      return client;
    },
  };
}

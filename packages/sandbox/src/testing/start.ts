import type { SandboxOptions } from "../sandbox-options.ts";
import { startSandbox } from "../start-sandbox.ts";
import type { World } from "../web/world.ts";

/** A sandbox on a free port of the loopback, for tests of its parts. */
export interface TestSandbox {
  readonly world: World;
  readonly port: number;
  readonly webSocketUrl: string;
  readonly caPem: string;
  readonly rootKey: Buffer;
  close(): Promise<void>;
}

export type TestSandboxOptions = Pick<SandboxOptions, "seed" | "data" | "historyLimit" | "latencyMs" | "jitterMs">;

/** Starts a sandbox, with a seed unless another is given. Close it at the end of the test. */
export async function startTestSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({ seed: "test", graph: { webhookUrl: null }, ...options });
  const { world, port, webSocketUrl, caPem } = sandbox;
  const rootKey = Buffer.from(sandbox.rootKey, "base64");
  return { world, port, webSocketUrl, caPem, rootKey, close: () => sandbox.close() };
}

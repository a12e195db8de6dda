import type { Sandbox } from "./sandbox-interface.ts";
import type { SandboxOptions } from "./sandbox-options.ts";

/**
 * Starts WhatsApp in a box: WhatsApp Web, Meta's Graph API, media and the admin API on one port, plain and TLS alike.
 * Rejects when the port is taken, or when another sandbox has the data directory.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  // Loaded now, and not with the package: who needs the Graph server alone does not pay for WhatsApp Web's libraries.
  const { startWholeSandbox } = await import("./sandbox.ts");
  return startWholeSandbox(options);
}

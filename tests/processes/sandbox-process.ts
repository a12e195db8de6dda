import { fileURLToPath } from "node:url";
import { type AnnouncedProcess, startAnnouncedProcess } from "./announced-process.ts";

const sandboxCli = fileURLToPath(new URL("../../packages/sandbox/src/cli.ts", import.meta.url));

/** Starts `waxwing-sandbox` on a free port, without webhooks. */
export function startSandboxProcess(nodeOptions: readonly string[] = []): Promise<AnnouncedProcess> {
  return startAnnouncedProcess(
    [...nodeOptions, sandboxCli, "--port", "0", "--webhook", "none"],
    /Waxwing sandbox: (\S+)/,
  );
}

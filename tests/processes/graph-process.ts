import { fileURLToPath } from "node:url";
import { type AnnouncedProcess, startAnnouncedProcess } from "./announced-process.ts";

const graphCli = fileURLToPath(new URL("../../packages/sandbox/src/graph-cli.ts", import.meta.url));

/** Starts `npm run graph` on a free port, without statuses and webhooks. */
export function startGraphProcess(): Promise<AnnouncedProcess> {
  return startAnnouncedProcess(
    [graphCli, "--port", "0", "--no-statuses", "--webhook", "none"],
    /Local Graph server: (\S+)/,
  );
}

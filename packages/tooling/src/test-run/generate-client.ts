import { runCommand } from "./run-command.ts";

/** Writes the Prisma client (never committed; sources import it) when the schema has changed. Gives the exit code. */
export function generateClient(signal?: AbortSignal): Promise<number> {
  return runCommand("node", ["packages/database/src/generate-client.ts"], signal);
}

#!/usr/bin/env node
import { rm } from "node:fs/promises";
import { introduction } from "./cli/introduction.ts";
import { runCommand, stopOnSignal } from "./cli/process.ts";
import { readSandboxOptions, SANDBOX_USAGE } from "./cli/sandbox-options.ts";
import { startSandbox } from "./start-sandbox.ts";
import { version } from "./version.ts";

/** Starts a sandbox and stops it at the first signal. */
async function main(): Promise<void> {
  const options = readSandboxOptions(process.argv.slice(2), process.env);
  if (options === "help") {
    process.stdout.write(SANDBOX_USAGE);
    return;
  }
  if (options === "version") {
    process.stdout.write(`${version}\n`);
    return;
  }
  const { isCaFileTemporary, ...settings } = options;
  const sandbox = await startSandbox(settings);
  // Before anybody is told that it runs: who reads that may stop it at once.
  stopOnSignal(async () => {
    await sandbox.close();
    if (isCaFileTemporary) await rm(settings.caFile, { force: true });
  });
  process.stdout.write(introduction(sandbox));
}

runCommand("waxwing-sandbox", main);

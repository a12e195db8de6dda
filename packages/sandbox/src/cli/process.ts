/**
 * Stops what runs at the first SIGINT or SIGTERM, and then ends the process; a second signal while it stops changes
 * nothing (a terminal and npm both send one).
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) return;
    isStopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

/** Runs a command; a failure becomes one sentence on stderr and exit code 1. */
export function runCommand(name: string, main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${name}: ${sentence(error)}\n`);
    process.exit(1);
  });
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as Error & { readonly code?: unknown; readonly port?: unknown };
  if (code === "EADDRINUSE")
    return `port ${String(port)} is taken by another program; choose one with --port (0: any free one)`;
  if (code === "EACCES" && port !== undefined)
    return `port ${String(port)} may not be opened by this user; choose one above 1023`;
  return error.message;
}

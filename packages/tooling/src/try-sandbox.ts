import { readTryOptions, USAGE } from "./try-sandbox/options.ts";
import { trySandbox } from "./try-sandbox/try-sandbox.ts";

// `npm run sandbox`: the sandbox and a Waxwing server, wired together, with an instance, a contact and a first message.
const interruption = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interruption.abort(name));

try {
  const options = readTryOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else await trySandbox(options, interruption.signal);
} catch (error) {
  if (!interruption.signal.aborted) {
    process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

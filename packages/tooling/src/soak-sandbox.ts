import { join } from "node:path";
import { repositoryRoot } from "./repository.ts";
import { readSoakOptions, type SoakOptions, USAGE } from "./soak/options.ts";
import { type SoakTotals, soak } from "./soak/soak.ts";

// `npm run soak:sandbox`: the sandbox's messaging tests many times in a row. One failure is one too many.
const interruption = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interruption.abort(name));

function printSummary({ runs, failedRuns, passed, failures, wasInterrupted }: SoakTotals, wanted: SoakOptions): void {
  for (const [test, times] of failures) console.log(`FAILED ${times} of ${runs} times: ${test}`);
  if (wasInterrupted) console.log(`INTERRUPTED after ${runs} of ${wanted.runs} runs`);
  console.log(`${runs - failedRuns} runs passed, ${failedRuns} failed; ${passed} tests passed in all`);
}

try {
  const options = readSoakOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else {
    const totals = await soak(options, {
      directory: join(repositoryRoot, "packages", "sandbox"),
      signal: interruption.signal,
      print: (line) => console.log(line),
    });
    printSummary(totals, options);
    process.exitCode = totals.failedRuns === 0 && !totals.wasInterrupted ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`soak:sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

import { repositoryRoot } from "./repository.ts";
import { generateClient } from "./test-run/generate-client.ts";
import { readReports, removeReports, skippedLines, type Totals } from "./test-run/reports.ts";
import { runTurbo } from "./test-run/run-command.ts";
import { startSharedPostgres } from "./test-run/shared-postgres.ts";

// `npm test`: type checks, lint and format, arrows, drift and every suite, on one PostgreSQL. Everything that does not
// depend on a failed part still runs. Arguments go to turborepo: `npm test -- --filter=@waxwing/core`, `-- --force`.
const tasks = ["lint", "check:arrows", "check:drift", "typecheck", "test"];

const interruption = new AbortController();
const { signal } = interruption;
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interruption.abort(name));

function printSummary({ passed, failed, skipped }: Totals, isEveryTaskGood: boolean): void {
  console.log("");
  for (const line of skippedLines(skipped)) console.log(`skipped  ${line}`);
  for (const name of failed) console.log(`FAILED   ${name}`);
  if (!isEveryTaskGood) console.log("FAILED   not every task succeeded; they are named above, their output further up");
  if (signal.aborted) console.log(`INTERRUPTED by ${signal.reason}: this is a part of the whole`);
  // CI reads this line: it stays the last one, and plain.
  console.log(`${passed} passed, ${failed.length} failed`);
}

async function runEverything(): Promise<boolean> {
  const isClientGood = (await generateClient(signal)) === 0;
  const postgres = await startSharedPostgres();
  if (postgres.problem !== undefined) console.error(`No PostgreSQL for this run: ${postgres.problem.message}`);
  try {
    if (signal.aborted) return false;
    const code = await runTurbo([...tasks, ...process.argv.slice(2)], signal);
    return code === 0 && isClientGood && postgres.problem === undefined && !signal.aborted;
  } finally {
    await postgres.stop();
  }
}

removeReports(repositoryRoot);
const isEveryTaskGood = await runEverything();
const totals = readReports(repositoryRoot);
printSummary(totals, isEveryTaskGood);
process.exitCode = isEveryTaskGood && totals.failed.length === 0 ? 0 : 1;

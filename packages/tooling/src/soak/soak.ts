import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readReport } from "../test-run/reports.ts";
import { startCommand } from "../test-run/run-command.ts";
import type { SoakOptions } from "./options.ts";

const CONFIG = fileURLToPath(new URL("vitest.config.ts", import.meta.url));

/** What one run of the tests came to. */
export interface SoakRun {
  readonly passed: number;
  /** `file: test`; one line that says so when the run ended without a report. */
  readonly failed: readonly string[];
}

/** What all runs came to. */
export interface SoakTotals {
  readonly runs: number;
  readonly failedRuns: number;
  readonly passed: number;
  /** How often each test has failed. */
  readonly failures: ReadonlyMap<string, number>;
  readonly wasInterrupted: boolean;
}

/** Where a soak runs, and how it is watched. */
export interface SoakPlace {
  /** The package whose vitest is run. */
  readonly directory: string;
  readonly signal: AbortSignal;
  print(line: string): void;
}

/** Runs the tests so many times, each time in a process of its own. An interrupted run counts for nothing. */
export async function soak({ runs, files }: SoakOptions, place: SoakPlace): Promise<SoakTotals> {
  const outputs = mkdtempSync(join(tmpdir(), "waxwing-soak-"));
  const failures = new Map<string, number>();
  let [done, failedRuns, passed] = [0, 0, 0];
  for (let number = 1; number <= runs && !place.signal.aborted; number++) {
    const output = join(outputs, `run-${number}.log`);
    const startedAt = performance.now();
    const run = await runOnce(files, output, place);
    if (place.signal.aborted) break;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    done++;
    passed += run.passed;
    place.print(`run ${number} of ${runs}: ${run.passed} passed, ${run.failed.length} failed, ${seconds} s`);
    if (run.failed.length === 0) {
      rmSync(output);
      continue;
    }
    failedRuns++;
    for (const test of run.failed) {
      failures.set(test, (failures.get(test) ?? 0) + 1);
      place.print(`  FAILED ${test}`);
    }
    place.print(`  output: ${output}`);
  }
  if (failedRuns === 0) rmSync(outputs, { recursive: true });
  return { runs: done, failedRuns, passed, failures, wasInterrupted: place.signal.aborted };
}

async function runOnce(files: readonly string[], output: string, { directory, signal }: SoakPlace): Promise<SoakRun> {
  const report = `${output}.json`;
  const file = openSync(output, "w");
  try {
    const vitest = startCommand("vitest", ["run", "--root", ".", "--config", CONFIG, ...files], {
      cwd: directory,
      env: { SOAK_REPORT: report },
      stdio: ["ignore", file, file],
      signal,
    });
    const [code] = (await once(vitest, "exit")) as [number | null];
    const { passed, failed } = readReport(report, directory);
    if (passed + failed.length === 0) return { passed, failed: ["no test has run"] };
    if (failed.length > 0 || code === 0) return { passed, failed };
    return { passed, failed: [`vitest ended with ${code}, though no test failed`] };
  } catch (error) {
    return { passed: 0, failed: [`the run has no report: ${error instanceof Error ? error.message : String(error)}`] };
  } finally {
    closeSync(file);
    rmSync(report, { force: true });
  }
}

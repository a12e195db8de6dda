import { globSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import * as z from "zod";

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** What the suites of a run reported, summed up. */
export interface Totals {
  readonly passed: number;
  /** `file: test`, a file that could not be loaded counting as one. */
  readonly failed: readonly string[];
  /** What was skipped on purpose, such as a comparison with something that is absent here. */
  readonly skipped: readonly { readonly file: string; readonly test: string }[];
}

const pattern = "{apps,packages,clients}/*/.reports/vitest.json";
const reportFiles = (root: string): string[] => globSync([pattern, "tests/.reports/vitest.json"], { cwd: root }).sort();

/** Removes the reports of an earlier run, so that none of them is counted again. */
export function removeReports(root: string): void {
  for (const path of reportFiles(root)) rmSync(join(root, path));
}

/**
 * Sums up the JSON reports that vitest wrote, or that turborepo restored from its cache.
 *
 * @throws Error when a report is not what vitest writes.
 */
export function readReports(root: string): Totals {
  const all = reportFiles(root).map((path) => readReport(join(root, path), root, dirname(dirname(path))));
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.flatMap(({ failed }) => failed),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/**
 * Sums up one JSON report of vitest. Files are named by their path below `root`, and others, as those of a report from
 * another machine's cache, by `folder` and name.
 *
 * @throws Error when there is no such file, or when it is not what vitest writes.
 */
export function readReport(path: string, root: string, folder = "."): Totals {
  let passed = 0;
  const failed: string[] = [];
  const skipped: { file: string; test: string }[] = [];
  const { testResults } = Report.parse(JSON.parse(readFileSync(path, "utf8")));
  for (const file of testResults) {
    const where = file.name.startsWith(root) ? relative(root, file.name) : `${folder}/${basename(file.name)}`;
    const failures = file.assertionResults.filter(({ status }) => status === "failed");
    if (file.status === "failed" && failures.length === 0) failed.push(`${where}: ${firstLine(file.message)}`);
    failed.push(...failures.map(({ fullName }) => `${where}: ${fullName}`));
    const left = file.assertionResults.filter(({ status }) =>
      ["skipped", "pending", "todo", "disabled"].includes(status),
    );
    skipped.push(...left.map(({ fullName }) => ({ file: where, test: fullName })));
    passed += file.assertionResults.filter(({ status }) => status === "passed").length;
  }
  return { passed, failed, skipped };
}

/** One line for each skipped test; for a file with many, one line for the file. */
export function skippedLines(skipped: Totals["skipped"]): string[] {
  const files = Map.groupBy(skipped, ({ file }) => file);
  return [...files].flatMap(([file, tests]) =>
    tests.length > 3 ? [`${file}: ${tests.length} tests`] : tests.map(({ test }) => `${file}: ${test}`),
  );
}

const firstLine = (text: string): string => text.split("\n").find((line) => line.trim() !== "") ?? "could not be run";

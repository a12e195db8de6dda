import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { repositoryRoot } from "../repository.ts";
import { MESSAGING_TESTS, readSoakOptions } from "./options.ts";
import { soak } from "./soak.ts";

// Below the repository, where a test file finds vitest; in a folder that is never committed.
const folder = join(repositoryRoot, "packages", "tooling", ".reports");
mkdirSync(folder, { recursive: true });
const directory = mkdtempSync(join(folder, "soak-"));
const outputs: string[] = [];
afterEach(() => {
  for (const path of outputs.splice(0)) rmSync(dirname(path), { recursive: true });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Where a soak said that it has kept the output of a run. */
function outputIn(lines: readonly string[]): string {
  const path = /output: (.+)$/m.exec(lines.join("\n"))?.[1] ?? "";
  outputs.push(path);
  return path;
}

test("a test that fails now and then is found, with the output of the run in which it did", async () => {
  const count = JSON.stringify(join(directory, "count"));
  writeFileSync(
    join(directory, "flaky.test.ts"),
    `import { appendFileSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
test("always", () => {});
test("mostly", () => {
  appendFileSync(${count}, "x");
  expect(readFileSync(${count}, "utf8").length, "the second run").not.toBe(2);
});
`,
  );
  const lines: string[] = [];
  const place = { directory, signal: new AbortController().signal, print: (line: string) => lines.push(line) };
  const totals = await soak({ runs: 3, files: ["flaky"] }, place);
  expect(totals).toMatchObject({ runs: 3, failedRuns: 1, passed: 5, wasInterrupted: false });
  expect([...totals.failures]).toEqual([["flaky.test.ts: mostly", 1]]);
  const output = outputIn(lines);
  expect(readFileSync(output, "utf8")).toContain("the second run");
  expect(existsSync(output.replace("run-2", "run-1"))).toBe(false);
});

test.each(["", "not there"])("a run of no test at all has failed (%j)", async (below) => {
  const lines: string[] = [];
  const { signal } = new AbortController();
  const place = { directory: join(directory, below), signal, print: (line: string) => lines.push(line) };
  expect(await soak({ runs: 1, files: ["no such file"] }, place)).toMatchObject({ failedRuns: 1, passed: 0 });
  expect(existsSync(outputIn(lines))).toBe(true);
});

test("an interrupted run does not count", async () => {
  const place = { directory, signal: AbortSignal.abort(), print: () => {} };
  expect(await soak({ runs: 3, files: ["flaky"] }, place)).toMatchObject({ runs: 0, wasInterrupted: true });
});

test("the options say how often and what", () => {
  expect(readSoakOptions([])).toEqual({ runs: 200, files: MESSAGING_TESTS });
  expect(readSoakOptions(["--runs", "3", "--only", "src/web/calls"])).toEqual({ runs: 3, files: ["src/web/calls"] });
  expect(() => readSoakOptions(["--runs", "0"])).toThrow("--runs: 0 is not a positive whole number");
});

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { readReports, removeReports, skippedLines } from "./reports.ts";

const root = mkdtempSync(join(tmpdir(), "reports-"));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeReport(folder: string, testResults: unknown[]): string {
  const path = join(root, folder, ".reports/vitest.json");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}
const test = (fullName: string, status: string) => ({ fullName, status });

it("sums up every package, counts a file that did not load as failed, names what was skipped", () => {
  const results = [test("a", "passed"), test("b", "failed"), test("c", "pending")];
  writeReport("packages/core", [
    { name: `${root}/packages/core/src/x.test.ts`, status: "failed", assertionResults: results },
  ]);
  const broken = { name: `${root}/tests/y.test.ts`, status: "failed", message: "\nboom\nstack", assertionResults: [] };
  writeReport("tests", [
    broken,
    { name: "/elsewhere/z.test.ts", status: "passed", assertionResults: [test("d", "passed")] },
  ]);
  expect(readReports(root)).toEqual({
    passed: 2,
    failed: ["packages/core/src/x.test.ts: b", "tests/y.test.ts: boom"],
    skipped: [{ file: "packages/core/src/x.test.ts", test: "c" }],
  });
});

it("forgets the reports of an earlier run", () => {
  const path = writeReport("packages/core", []);
  removeReports(root);
  expect(existsSync(path)).toBe(false);
  expect(readReports(root)).toEqual({ passed: 0, failed: [], skipped: [] });
});

it("names a few skipped tests one by one, and many by their file", () => {
  const many = ["a", "b", "c", "d"].map((test) => ({ file: "x.test.ts", test }));
  expect(skippedLines([...many, { file: "y.test.ts", test: "e" }])).toEqual(["x.test.ts: 4 tests", "y.test.ts: e"]);
});

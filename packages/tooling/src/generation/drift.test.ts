import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyDifferences, findDifferences } from "./drift.ts";
import type { Generator } from "./generator.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "drift-"));
  mkdirSync(join(root, "clients/x"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const make = (files: Record<string, string>, folder?: string): Generator => ({
  name: "sample",
  produce: async () => files,
  ...(folder === undefined ? {} : { folder }),
});

it("names what is missing, different and stale, and nothing else", async () => {
  writeFileSync(join(root, "same.json"), "{}\n");
  writeFileSync(join(root, "other.txt"), "one\ntwo\n");
  writeFileSync(join(root, "clients/x/old.ts"), "");
  const generators = [
    make({ "same.json": "{}\n", "other.txt": "one\nthree\n" }),
    make({ "clients/x/new.ts": "a" }, "clients/x"),
  ];
  expect(await findDifferences(root, generators)).toEqual([
    { path: "other.txt", kind: "different", expected: "one\nthree\n", line: 2 },
    { path: "clients/x/new.ts", kind: "missing", expected: "a" },
    { path: "clients/x/old.ts", kind: "stale" },
  ]);
});

it("finds a file that is only longer than it should be", async () => {
  writeFileSync(join(root, "a.txt"), "one\ntwo");
  expect(await findDifferences(root, [make({ "a.txt": "one" })])).toMatchObject([{ kind: "different", line: 2 }]);
});

it("generates so that nothing differs any more", async () => {
  writeFileSync(join(root, "clients/x/old.ts"), "");
  const generators = [make({ "deep/er/a.txt": "a", "clients/x/new.ts": "b" }, "clients/x")];
  applyDifferences(root, await findDifferences(root, generators));
  expect(readFileSync(join(root, "deep/er/a.txt"), "utf8")).toBe("a");
  expect(existsSync(join(root, "clients/x/old.ts"))).toBe(false);
  expect(await findDifferences(root, generators)).toEqual([]);
});

it("refuses two makers of one file, and says whose generation failed", async () => {
  await expect(findDifferences(root, [make({ a: "1" }), make({ a: "1" })])).rejects.toThrow("two generators");
  const broken: Generator = { name: "broken", produce: () => Promise.reject(new Error("why")) };
  await expect(findDifferences(root, [broken])).rejects.toThrow("broken could not be generated");
});

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { largeContract } from "./large-contract.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");

let folder: string;
beforeEach(async () => {
  // Below the workspace, so that packages are found as by everybody else, and out of sight of linters that run meanwhile.
  await mkdir(join(root, "node_modules/.cache"), { recursive: true });
  folder = await mkdtemp(join(root, "node_modules/.cache/waxwing-large-contract-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the compiler over a file with the settings of the project; answers its output and the seconds it took. */
async function checked(source: string): Promise<{ output: string; seconds: number }> {
  await writeFile(join(folder, "contract.ts"), source);
  await copyFile(join(here, "assertions.ts"), join(folder, "assertions.ts"));
  const config = { extends: join(root, "tsconfig.base.json"), include: ["*.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const start = performance.now();
  const output = await new Promise<string>((resolve) => {
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    execFile(process.execPath, [compiler, "--noEmit", "-p", folder], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  return { output, seconds: (performance.now() - start) / 1000 };
}

test("a contract of 200 operations is checked without any, in seconds", { timeout: 120_000 }, async () => {
  const { output, seconds } = await checked(largeContract(200));
  console.log(`\ntsc on 200 operations: ${seconds.toFixed(1)} s (aim: 10 s)`);
  expect(output).toBe("");
  expect(seconds).toBeLessThan(60);
});

test("what is wrong in it is found", { timeout: 120_000 }, async () => {
  const wrong = largeContract(20).replace('number: "1", text7:', "number: 1, text7:");
  const { output } = await checked(wrong);
  expect(output).toContain("TS2322");
});

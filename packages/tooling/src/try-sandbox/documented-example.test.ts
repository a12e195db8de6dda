import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { repositoryRoot } from "../repository.ts";
import { openDataDirectory } from "./data-directory.ts";
import { usablePort } from "./ports.ts";

const folder = mkdtempSync(join(tmpdir(), "waxwing-documented-"));
const data = openDataDirectory(null);
let shell: ChildProcess | undefined;
afterAll(async () => {
  if (shell?.pid !== undefined && shell.exitCode === null) {
    process.kill(-shell.pid, "SIGTERM");
    await once(shell, "close");
  }
  data.release();
  rmSync(folder, { recursive: true, force: true });
});

/** A marked block of docs/sandbox.md. */
function block(name: string): string {
  const page = readFileSync(join(repositoryRoot, "docs/sandbox.md"), "utf8");
  const found = new RegExp(`<!-- sandbox-example: ${name} -->\n\`\`\`\\w+\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`docs/sandbox.md has no example ${name}`);
  return found;
}

test("the example for a CI does what docs/sandbox.md says", { timeout: 180_000 }, async () => {
  // Only ports, and where files go, differ from what a reader does: those ports may be in use here.
  const ports = { "8090": await usablePort("port", 0), "8080": await usablePort("port", 0) };
  const here = (text: string): string =>
    Object.entries(ports)
      .reduce((changed, [port, own]) => changed.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${own}`), text)
      .replace("--port 8090", `--port ${ports["8090"]} --webhook http://127.0.0.1:${ports["8080"]}/webhook/meta`)
      .replace("npm start", `SERVER_PORT=${ports["8080"]} npm start`)
      .replace("./ci-data", data.server)
      .replaceAll(/> (\w+\.log)/g, `> ${folder}/$1`);
  const script = `trap 'kill $(jobs -p); wait' TERM\n${here(block("start"))}\necho; echo STARTED\nwait`;
  const bash = spawn("bash", ["-c", script], {
    cwd: repositoryRoot,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  shell = bash;
  let output = "";
  await new Promise<void>((resolve) => {
    for (const stream of [bash.stdout, bash.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes("STARTED")) resolve();
      });
    }
    bash.once("close", () => resolve());
  });
  expect(output).toContain('"instanceName":"shop"');

  const file = join(folder, "example.test.mjs");
  writeFileSync(file, here(block("test")));
  const tests = spawn(process.execPath, ["--test", file], { stdio: ["ignore", "pipe", "pipe"] });
  let report = "";
  for (const stream of [tests.stdout, tests.stderr]) stream.setEncoding("utf8").on("data", (text) => (report += text));
  const [code] = await once(tests, "close");
  expect(code, report).toBe(0);
  expect(report).toMatch(/pass 3/);
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, test } from "vitest";
import { readSandboxOptions } from "./cli/sandbox-options.ts";
import { version } from "./version.ts";

const CLI = fileURLToPath(new URL("cli.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "waxwing-cli-test-"));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the command and gives back what it has printed once `until` is in it, or at its end. */
async function start(args: readonly string[], until: string) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const ended = once(child, "close") as Promise<[number | null, string | null]>;
  let output = "";
  await new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes(until)) resolve();
      });
    }
    void ended.then(() => resolve());
  });
  return { child, output, ended };
}

test("prints where everything is, writes the certificate, keeps its state, and stops cleanly on a signal sent twice", async () => {
  const data = join(folder, "state");
  const args = ["--port", "0", "--data", data, "--webhook", "none", "--latency", "1ms", "--echo", "+55 11 98888-7777"];
  const { child, output, ended } = await start(args, "/admin/transcript");
  const url = /Waxwing sandbox: (\S+)/.exec(output)?.[1] ?? "";
  for (const part of ["ws://", "wss://", "root key", join(data, "ca.pem"), "5511988887777", "nowhere"]) {
    expect(output).toContain(part);
  }
  const certificate = await (await fetch(`${url}/admin/ca.pem`)).text();
  expect(readFileSync(join(data, "ca.pem"), "utf8")).toBe(certificate);
  const rootKey = /root key +(\S+)/.exec(output)?.[1];
  child.kill("SIGINT");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);

  const again = await start(args, "/admin/transcript");
  expect(/root key +(\S+)/.exec(again.output)?.[1]).toBe(rootKey);
  const rival = await start(args, "\n");
  expect(await rival.ended).toEqual([1, null]);
  expect(rival.output).toContain(`another sandbox (process ${again.child.pid}) has the data directory`);
  again.child.kill("SIGTERM");
  expect(await again.ended).toEqual([0, null]);
});

test("a certificate that nobody asked for goes with the command", async () => {
  const { child, output, ended } = await start(["--port", "0", "--webhook", "none"], "/admin/transcript");
  const file = /CA certificate +(\S+)/.exec(output)?.[1] ?? "";
  expect(existsSync(file)).toBe(true);
  child.kill("SIGTERM");
  await ended;
  expect(existsSync(file)).toBe(false);
});

test("a port that is taken is a sentence and exit code 1", async () => {
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const { output, ended } = await start(["--port", String(port)], "\n");
  expect(await ended).toEqual([1, null]);
  expect(output).toContain(`port ${port} is taken by another program; choose one with --port`);
  expect(output).not.toContain("    at ");
  other.close();
});

test("--help and --version answer without starting anything", async () => {
  expect((await start(["--help"], "--version")).output).toContain("Usage: waxwing-sandbox [options]");
  expect((await start(["--version"], "\n")).output).toBe(`${version}\n`);
});

test.each([
  [["--port", "x"], "--port: x is not a port"],
  [["--port", "70000"], "--port: 70000 is not a port"],
  [["--latency", "slow"], "--latency: slow is not a time"],
  [["--echo", "ana"], '--echo: "ana" is not a phone number'],
  [["--history-limit", "0"], "--history-limit: 0 is not a positive whole number"],
  [["--webhook", "nowhere at all"], "--webhook: nowhere at all is not an address"],
  [["--nonsense"], "Unknown option"],
])("refuses %j with a sentence", (args, sentence) => {
  expect(() => readSandboxOptions(args, {})).toThrow(sentence);
});

test("takes what the options leave out from the environment", () => {
  const env = { SANDBOX_PORT: "0", SANDBOX_LATENCY: "1.5s", SANDBOX_ECHO: "551199, 551188", GRAPH_ACCESS_TOKEN: "t" };
  expect(readSandboxOptions(["--seed", "s"], env)).toMatchObject({
    port: 0,
    latencyMs: 1500,
    seed: "s",
    echo: ["551199", "551188"],
    graph: { accessToken: "t" },
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { poll } from "./poll.ts";
import { WaxwingCalls } from "./waxwing-calls.ts";

const command = fileURLToPath(new URL("../try-sandbox.ts", import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGTERM");
});

/** Runs `npm run sandbox` until its output has `until` in it, or until it ends. */
async function run(args: readonly string[], until: string) {
  const child = spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const ended = once(child, "close") as Promise<[number | null]>;
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
  return { child, output: () => output, ended };
}

test("a text goes out, its answer comes back, and Ctrl-C leaves nothing behind", { timeout: 120_000 }, async () => {
  const { child, output, ended } = await run(["--port", "0", "--server-port", "0"], "Ctrl-C stops both");
  expect(output()).toMatch(/→ +"Hello from Waxwing" sent to \+5511988887777 \(message 3EB0/);
  expect(output()).toMatch(/← +"Hello from Waxwing" answered \+5511988887777/);

  const received = /curl -sS (http\S+\/received)/.exec(output())?.[1] ?? "";
  expect(await (await fetch(received)).json()).toMatchObject([{ text: "Hello from Waxwing", via: "web" }]);

  const log = /log +(\S+)/.exec(output())?.[1] ?? "";
  expect(existsSync(log)).toBe(true);
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(existsSync(dirname(dirname(log)))).toBe(false);
  await expect(fetch(received)).rejects.toThrow();
});

test("kept data with more messages than a page still shows the answer", { timeout: 120_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), "waxwing-kept-"));
  const args = ["--port", "0", "--server-port", "0", "--data", data];
  const first = await run(args, "Ctrl-C stops both");
  const say = /curl -sS (http\S+\/say)/.exec(first.output())?.[1] ?? "";
  for (let count = 0; count < 60; count++) {
    expect((await fetch(say, { method: "POST", body: JSON.stringify({ text: `text ${count}` }) })).ok).toBe(true);
  }
  const [, server = "", instance = "", key = ""] =
    /curl -sS (http\S+?)\/message\/sendText\/(\S+) -H 'apikey: ([^']+)'/.exec(first.output()) ?? [];
  const calls = new WaxwingCalls(server, key);
  await poll(async () => ((await calls.messagesFrom(instance, "5511988887777")).total === 61 ? true : null), {
    patienceMs: 30_000,
    tooLate: () => "the texts were not stored",
    signal: new AbortController().signal,
  });
  first.child.kill("SIGINT");
  expect(await first.ended).toEqual([0, null]);

  const second = await run(args, "Ctrl-C stops both");
  expect(second.output()).toMatch(/← +"Hello from Waxwing" answered \+5511988887777/);
  second.child.kill("SIGINT");
  expect(await second.ended).toEqual([0, null]);
  rmSync(data, { recursive: true });
});

test("a port that is taken is named before anything starts, with the option to change it", async () => {
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  for (const option of ["port", "server-port"]) {
    const others = option === "port" ? ["--server-port", "0"] : ["--port", "0"];
    const { output, ended } = await run([`--${option}`, String(port), ...others], "\n");
    expect(await ended).toEqual([1, null]);
    expect(output()).toContain(`port ${port} is taken by another program; choose one with --${option}`);
    expect(output()).not.toContain("    at ");
  }
  other.close();
});

test("a wrong option is a sentence and exit code 1", async () => {
  const { output, ended } = await run(["--port", "many"], "\n");
  expect(await ended).toEqual([1, null]);
  expect(output()).toBe("sandbox: --port: many is not a port\n");
});

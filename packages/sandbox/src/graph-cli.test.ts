import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const CLI = fileURLToPath(new URL("graph-cli.ts", import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
});

/** Starts the command and gives back what it has printed once `until` is in it. */
async function start(args: readonly string[], env: Record<string, string>, until: string) {
  const started = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  let output = "";
  await new Promise<void>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(until)) resolve();
    };
    started.stdout.on("data", read);
    started.stderr.on("data", read);
    started.on("exit", () => resolve());
  });
  return { process: started, output };
}

test("prints its addresses and commands, answers, and stops cleanly on a signal sent twice", async () => {
  const { process: graph, output } = await start(
    ["--port", "0", "--phone-number-id", "111", "--phone-number-id", "222", "--webhook", "none"],
    { GRAPH_ACCESS_TOKEN: "from-env", WA_BUSINESS_APP_SECRET: "hush" },
    "/admin/transcript",
  );
  const url = /Local Graph server: (\S+)/.exec(output)?.[1] ?? "";
  for (const text of ["111, 222", "from-env", "hush", "waxwing-local-verify", "curl -sX POST", "nowhere"])
    expect(output).toContain(text);
  const response = await fetch(`${url}/v23.0/222`, { headers: { authorization: "Bearer from-env" } });
  expect(await response.json()).toMatchObject({ id: "222" });
  const exited = once(graph, "exit");
  graph.kill("SIGTERM");
  graph.kill("SIGINT");
  expect(await exited).toEqual([0, null]);
});

test.each([
  [["--port", "abc"], "--port: abc is not a port"],
  [["--webhook", "nowhere at all"], "--webhook: nowhere at all is not an address"],
  [["--phone-number-id", "x"], "must be digits"],
  [["--nonsense"], "Unknown option"],
])("refuses %j with a sentence and exit code 1", async (args, sentence) => {
  const { process: graph, output } = await start(args, {}, "\n");
  expect(output).toContain(sentence);
  expect(output).not.toContain("    at ");
  if (graph.exitCode === null) await once(graph, "exit");
  expect(graph.exitCode).toBe(1);
});

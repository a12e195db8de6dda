import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { listeningPort } from "@waxwing/server/listening-port";
import { serverNodeOptions } from "@waxwing/server/node-options";
import { until } from "./conditions.ts";

const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

export interface ServerProcessOptions {
  readonly dataDir: string;
  /** Settings over those that every server of the tests has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node.js, e.g. `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
  /** A port that is kept over restarts; a free one when absent. */
  readonly port?: number;
}

/** A Waxwing server in a process of its own, started as `npm start` does. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly apiKey: string;
  /** From the start of the process to its first answer, in milliseconds. */
  readonly firstAnswerMs: number;
  /** What it has written so far. */
  output(): string;
  /** SIGKILL; resolves when it is gone. An embedded PostgreSQL goes on. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** The global key of all servers of the tests. */
export const apiKey = "key-of-the-tests";

/** Starts a server and waits for its first answer. Its output goes to `<dataDir>/server.log`, as a user would send it to a file. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const port = options.port ?? (await freePort());
  const logFile = join(options.dataDir, "server.log");
  const log = openSync(logFile, "a");
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...serverNodeOptions,
      ...(options.nodeOptions ?? []),
      "--import",
      join(repositoryRoot, "packages/database/src/generate-client.ts"),
      join(repositoryRoot, "apps/server/src/main.ts"),
    ],
    {
      // A working directory without a `.env` of the developer's own.
      cwd: options.dataDir,
      stdio: ["ignore", log, log],
      env: {
        ...inheritedEnvironment(),
        WAXWING_DATA_DIR: options.dataDir,
        SERVER_HOST: "127.0.0.1",
        SERVER_PORT: String(port),
        SERVER_URL: `http://127.0.0.1:${port}`,
        AUTHENTICATION_API_KEY: apiKey,
        OUTBOUND_ALLOW_PRIVATE: "127.0.0.0/8",
        ...options.env,
      },
    },
  );
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const url = `http://127.0.0.1:${port}`;
  const output = (): string => readFileSync(logFile, "utf8");
  try {
    await until("the server's first answer", async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended:\n${output()}`);
      return fetch(`${url}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
    });
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return {
    url,
    port,
    pid: pidOf(child),
    apiKey,
    firstAnswerMs: performance.now() - startedAt,
    output,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Settings of the developer's own environment must not reach the server under test; how Node.js itself runs may. */
function inheritedEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "NODE_EXTRA_CA_CERTS"];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the server could not be started");
  return child.pid;
}

/** A port that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return listeningPort("127.0.0.1", 0);
}

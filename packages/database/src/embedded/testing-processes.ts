import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach } from "vitest";
import { identifyProcess } from "./process-identity.ts";
import type { EmbeddedPostgres } from "./start-embedded-postgres.ts";

/** A server of `testing-server.ts`, and what it said first. */
export interface ServerProcess {
  child: ChildProcess;
  pid: number;
  said: {
    pid?: number;
    connectionUri?: string;
    clusterFolder?: string;
    error?: string;
    name?: string;
    signal?: string;
  };
  nextLine(): Promise<ServerProcess["said"]>;
  /** Ends it and waits. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** What a test started is stopped after it, and what it wrote is removed at the end of the file. */
export function processesOfTest() {
  const servers: ServerProcess[] = [];
  const embedded: EmbeddedPostgres[] = [];
  const folders: string[] = [];

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill("SIGTERM")));
    await Promise.all(embedded.splice(0).map((postgres) => postgres.stop()));
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    /** A new folder that everybody may pass, as `./data` of a clone. `private`: of mode 0700, as root's home. */
    folder(options: { private?: boolean } = {}): string {
      const outer = mkdtempSync(join(tmpdir(), "waxwing-embedded-"));
      folders.push(outer);
      if (options.private) return outer;
      const inner = `${outer}-open`;
      mkdirSync(inner, { mode: 0o755 });
      folders.push(inner);
      return inner;
    },
    removeLater: (folder: string) => folders.push(folder),
    stopLater(postgres: EmbeddedPostgres): EmbeddedPostgres {
      embedded.push(postgres);
      return postgres;
    },
    async server(
      dataDir: string,
      options: { uid?: number; gid?: number; script?: string; detached?: boolean } = {},
    ): Promise<ServerProcess> {
      const { script = fileURLToPath(new URL("./testing-server.ts", import.meta.url)), ...identity } = options;
      const child = spawn(process.execPath, [script, dataDir], {
        stdio: ["ignore", "pipe", "inherit"],
        cwd: "/",
        ...identity,
      });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const nextLine = async (): Promise<ServerProcess["said"]> => {
        const line = await lines.next();
        if (line.done) throw new Error("the server said nothing more");
        return JSON.parse(line.value);
      };
      const exited = once(child, "exit");
      const server: ServerProcess = {
        child,
        pid: child.pid ?? 0,
        said: {},
        nextLine,
        kill: async (signal) => {
          if (child.exitCode === null && child.signalCode === null) child.kill(signal);
          await exited;
        },
      };
      servers.push(server);
      server.said = await nextLine();
      return server;
    },
  };
}

/** One statement on a connection of its own. */
export async function ask(connectionUri: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: connectionUri });
  client.on("error", () => {
    // The statement rejects.
  });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Whether a process with this pid runs. A zombie does not: in a container perhaps nobody collects it. */
export function isAlive(pid: number): boolean {
  return identifyProcess(pid) !== null;
}

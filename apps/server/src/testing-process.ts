import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { listeningPort } from "./lifecycle/listening-port.ts";
import { documentedSettings } from "./settings/settings.ts";

const repositoryRoot = fileURLToPath(new URL("../../..", import.meta.url));
const pollMs = 10;

/** Resolves as soon as `condition` gives something true; rejects after `timeoutMs`. */
export async function until<T>(what: string, condition: () => T | Promise<T>, timeoutMs = 20_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** A server started by `npm start`, in a process group of its own. */
export class NpmServer {
  readonly url: string;
  readonly #npm: ChildProcess;
  readonly #exit: Promise<number | null>;
  stdout = "";
  stderr = "";

  /** `environment` over an environment without any setting of ours. */
  constructor(port: number, environment: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    const names = new Set<string>(documentedSettings.map(({ name }) => name));
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !names.has(name) && !/^(npm_|VITEST|NODE_)/.test(name)),
    );
    this.#npm = spawn("npm", ["start"], {
      cwd: repositoryRoot,
      env: { ...inherited, SERVER_HOST: "127.0.0.1", SERVER_PORT: String(port), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#npm.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.#npm.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#exit = once(this.#npm, "close").then(([code]) => code as number | null);
  }

  /** Resolves when the banner is out; rejects with what was written when the server ends instead. */
  async ready(): Promise<this> {
    const ended = this.exit().then((code) => {
      throw new Error(`the server ended with ${code}:\n${this.stdout}${this.stderr}`);
    });
    ended.catch(() => undefined);
    await Promise.race([until("the banner", () => this.stdout.includes("docs")), ended]);
    return this;
  }

  /** Exit code of npm, when all its output is read. */
  exit(): Promise<number | null> {
    return this.#exit;
  }

  /** Pid of the server itself, from its log. */
  pid(): Promise<number> {
    return until("the pid in the log", () => Number(/"pid":(\d+),"msg":"ready"/.exec(this.stderr)?.[1] ?? 0));
  }

  /** To npm and the server alike, as a terminal sends it. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-(this.#npm.pid ?? 0), signal);
  }

  /** To npm alone, as a service manager sends it. */
  signalNpm(signal: NodeJS.Signals): void {
    this.#npm.kill(signal);
  }

  /** Ends everything, whatever the state. */
  async end(): Promise<void> {
    if (this.#npm.exitCode === null && this.#npm.signalCode === null) this.signalGroup("SIGTERM");
    await this.exit();
  }

  logged(message: string): boolean {
    return this.stderr.includes(`"msg":"${message}`);
  }
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return listeningPort("127.0.0.1", 0);
}

/** A data directory below the temporary folder, and the database in it. */
export class DataDirectory {
  readonly path = join(mkdtempSync(join(tmpdir(), "waxwing-server-")), "data");

  /** Where the database's files lie: elsewhere when PostgreSQL's account may not pass the temporary folder. */
  #cluster(): string {
    const pointer = join(this.path, "postgres-location");
    return existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : join(this.path, "postgres");
  }

  /** Whether there is a database at all. */
  hasDatabase(): boolean {
    return existsSync(join(this.#cluster(), "PG_VERSION"));
  }

  /** Whether its PostgreSQL runs, or was killed. */
  hasPostmaster(): boolean {
    return existsSync(join(this.#cluster(), "postmaster.pid"));
  }

  apiKey(): string {
    return readFileSync(join(this.path, "api-key"), "utf8").trim();
  }

  remove(): void {
    for (const folder of [this.#cluster(), dirname(this.path)]) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { poll } from "./poll.ts";

/** A fresh machine compiles nothing, but makes a database: that takes seconds, not minutes. */
const READY_MS = 60_000;
const LAST_LINES = 15;

/** One of the two programs, in a process of its own; what it writes goes to a file. */
export class PartProcess {
  readonly name: string;
  readonly logFile: string;
  readonly #child: ChildProcess;
  /** Resolves with the exit code when it has ended; null after a signal. */
  readonly ended: Promise<number | null>;

  constructor(
    name: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly logFile: string },
  ) {
    this.name = name;
    this.logFile = options.logFile;
    const log = openSync(options.logFile, "a", 0o600);
    this.#child = spawn(process.execPath, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", log, log] });
    closeSync(log);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("exit", (code) => resolve(code));
      this.#child.once("error", reject);
    });
    // Whoever waits for the part hears of it; nobody may be waiting yet.
    this.ended.catch(() => undefined);
  }

  /** Resolves when `url` answers 200. Raises an Error with the end of its log when the part ends before, or is too slow. */
  async ready(url: string, signal: AbortSignal): Promise<void> {
    const isReady = async (): Promise<true | null> => {
      if (await isAnswering(url)) return true;
      if (this.#child.exitCode === null && this.#child.signalCode === null) return null;
      throw new Error(`the ${this.name} ended:\n${this.lastLines()}`);
    };
    await poll(isReady, {
      patienceMs: READY_MS,
      tooLate: () => `the ${this.name} does not answer:\n${this.lastLines()}`,
      signal,
    });
  }

  lastLines(): string {
    return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  }

  /** Asks it to stop, and waits until it has. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill("SIGTERM");
    await this.ended.catch(() => undefined);
  }
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

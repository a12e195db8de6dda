import type { Logger } from "pino";
import { createLog, type ServerLog } from "../logging.ts";
import { type ReadSettings, readSettings } from "../settings/read-settings.ts";
import { StartError } from "../start-error.ts";
import { banner, warnOfSettings } from "./announcement.ts";

const stopSignals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** The whole life of the server's process: start, run, stop, exit code. */
export async function run(): Promise<void> {
  // Whoever read stdout may be gone (`npm start | head`): the server goes on.
  process.stdout.on("error", () => undefined);
  const read = settingsOrExit();
  const output = createLog(read.settings.LOG_LEVEL);
  process.on("exit", () => output.flush());
  await new ServerProcess(read, output).start();
}

function settingsOrExit(): ReadSettings {
  try {
    return readSettings(process.env, process.cwd());
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

class ServerProcess {
  readonly #settings: ReadSettings["settings"];
  readonly #foreign: readonly string[];
  readonly #output: ServerLog;
  readonly #log: Logger;
  readonly #abortStart = new AbortController();
  #started: Promise<{ stop(): Promise<boolean> } | undefined> = Promise.resolve(undefined);
  #exitCode = 0;
  #isStopping = false;

  constructor({ settings, foreign }: ReadSettings, output: ServerLog) {
    this.#settings = settings;
    this.#foreign = foreign;
    this.#output = output;
    this.#log = output.log;
  }

  async start(): Promise<void> {
    for (const signal of stopSignals) process.on(signal, () => this.#stopBySignal(signal));
    process.on("uncaughtException", (err) => this.#stopByError(err, "an error was caught by nobody; stopping"));
    process.on("unhandledRejection", (err) => this.#stopByError(err, "a rejection was handled by nobody; stopping"));
    warnOfSettings(this.#log, this.#settings, this.#foreign);
    this.#started = this.#startServer();
    await this.#started;
  }

  async #startServer(): Promise<{ stop(): Promise<boolean> } | undefined> {
    try {
      // Only now: wrong settings are told at once, and signals are heard from here on.
      const { startServer } = await import("./start-server.ts");
      const server = await startServer(this.#settings, {
        log: this.#log,
        signal: this.#abortStart.signal,
        onFatal: (error) => this.#stopByError(error, "the server cannot go on; stopping"),
      });
      if (!this.#isStopping) process.stdout.write(banner(server));
      this.#log.info({ url: server.url, pid: process.pid }, "ready");
      return server;
    } catch (error) {
      if (this.#isStopping) return undefined;
      this.#failStart(error);
    }
  }

  /** Everything that had been started is stopped again by now. */
  #failStart(error: unknown): never {
    const message = error instanceof Error ? error.message : String(error);
    this.#log.debug({ err: error }, "the start failed");
    this.#output.flush();
    process.stderr.write(`${message}\n`);
    process.exit(1);
  }

  #stopBySignal(signal: string): void {
    if (this.#isStopping) this.#log.info({ signal }, "already stopping");
    else this.#log.info({ signal, timeoutSeconds: this.#settings.SHUTDOWN_TIMEOUT }, "stopping");
    this.#stop();
  }

  #stopByError(err: unknown, message: string): void {
    this.#log.fatal({ err }, message);
    this.#exitCode = 1;
    this.#stop();
  }

  #stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    const timeoutMs = this.#settings.SHUTDOWN_TIMEOUT * 1000;
    setTimeout(() => {
      this.#log.fatal({ timeoutMs }, "the stop took too long; ending the process as it is");
      this.#exit(1);
    }, timeoutMs);
    this.#abortStart.abort();
    this.#stopServer().then(
      (isClean) => {
        this.#log.info("stopped");
        this.#exit(isClean ? this.#exitCode : 1);
      },
      (err: unknown) => {
        this.#log.fatal({ err }, "the stop failed");
        this.#exit(1);
      },
    );
  }

  async #stopServer(): Promise<boolean> {
    const server = await this.#started;
    return server === undefined || server.stop();
  }

  #exit(code: number): never {
    this.#output.flush();
    process.exit(code);
  }
}

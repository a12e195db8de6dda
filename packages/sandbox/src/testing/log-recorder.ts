import type { ILogger } from "@whiskeysockets/baileys/lib/Utils/logger.js";

/** One line that Baileys logged. */
export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  /** What it logged beside the message. */
  readonly details: unknown;
}

/** A logger for Baileys that keeps what it is told, without making text of it. */
export class LogRecorder implements ILogger {
  level = "info";
  readonly lines: LogLine[] = [];

  child(): ILogger {
    return this;
  }

  trace(): void {}

  debug(): void {}

  info(details: unknown, message?: string): void {
    this.#add("info", details, message);
  }

  warn(details: unknown, message?: string): void {
    this.#add("warn", details, message);
  }

  error(details: unknown, message?: string): void {
    this.#add("error", details, message);
  }

  #add(level: LogLine["level"], details: unknown, message: string | undefined): void {
    this.lines.push({ level, message: message ?? (typeof details === "string" ? details : ""), details });
  }
}

/** What Baileys logs in every life of a client: before its first sync it has no name. */
const EXPECTED = ["no name present, ignoring presence update request"];

/** The lines that a life without a fault does not have. */
export function complaintsIn(lines: readonly LogLine[]): LogLine[] {
  return lines.filter(
    (line) => line.level !== "info" && !EXPECTED.some((start) => line.message.startsWith(start)) && !isRestart(line),
  );
}

/** `stream errored out` with 515 belongs to every pairing. */
function isRestart({ message, details }: LogLine): boolean {
  const node = (details as { fullErrorNode?: { attrs?: { code?: string } } } | null)?.fullErrorNode;
  return message === "stream errored out" && node?.attrs?.code === "515";
}

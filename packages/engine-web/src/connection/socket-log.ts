import type { ILogger } from "@whiskeysockets/baileys/lib/Utils/logger.js";
import type { Logger } from "pino";

type Level = "trace" | "debug" | "info" | "warn" | "error";

/** What belongs to every normal life, such as the end after pairing: connections tell of their ends themselves. */
const ordinary: Readonly<Record<string, Level>> = {
  "stream errored out": "info",
  "no name present, ignoring presence update request...": "info",
};

/** Longest text of one line. */
const maxTextLength = 200;

/**
 * What Baileys logs, without what it logs it about: it puts whole stanzas, keys and numbers into objects and texts. Only
 * the text passes, with everything that may be an address, a key or JSON masked, and name and code of an error.
 */
export function createSocketLog(log: Logger, level: string): ILogger {
  const output = log.child({ part: "baileys" }, { level });
  const write = (level: Level) => (about: unknown, text?: string) => {
    const message = text ?? (typeof about === "string" ? about : undefined);
    const lineLevel = ordinary[message ?? ""] ?? level;
    if (!output.isLevelEnabled(lineLevel)) return;
    output[lineLevel](errorOf(about), message === undefined ? "(no text)" : masked(message));
  };
  const socketLog: ILogger = {
    // Baileys spells out every stanza at `trace`, and looks at `debug` by name: it is told neither.
    level: ["trace", "debug"].includes(level) ? "info" : level,
    child: () => socketLog,
    trace: () => undefined,
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
  return socketLog;
}

/** Text without JSON, addresses, long numbers and what looks like a key. */
export function masked(text: string): string {
  return text
    .slice(0, maxTextLength)
    .replace(/[[{].*/s, "…")
    .replace(/\S+@\S+/g, "…")
    .replace(/[A-Za-z0-9+/=_-]{24,}/g, "…")
    .replace(/\+?\d[\d\s().-]{4,}\d/g, "…")
    .replace(/\b[A-F0-9]{12,}\b/g, "…");
}

function errorOf(about: unknown): { errorName?: string; errorCode?: number | string } {
  if (typeof about !== "object" || about === null) return {};
  const { err, error, e } = about as { err?: unknown; error?: unknown; e?: unknown };
  const found = [about, err, error, e].find((candidate) => candidate instanceof Error);
  if (found === undefined) return {};
  const { output, code } = found as { output?: { statusCode?: unknown }; code?: unknown };
  const errorCode = output?.statusCode ?? code;
  return {
    errorName: found.name,
    ...(typeof errorCode === "number" || typeof errorCode === "string" ? { errorCode } : {}),
  };
}

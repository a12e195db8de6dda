import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "./start-error.ts";

/** The global key, and whether it was made just now. */
export interface ApiKey {
  readonly key: string;
  readonly madeFile?: string;
}

const fileName = "api-key";

/**
 * The key of the data directory (`api-key`, mode 0600); makes one when there is none. Of two servers that start at the
 * same time, both get the key of one.
 *
 * @throws StartError when the folder or the file cannot be used
 */
export function keptApiKey(dataDir: string): ApiKey {
  const file = join(dataDir, fileName);
  try {
    mkdirSync(dataDir, { recursive: true });
    const kept = readKey(file);
    if (kept !== undefined) return { key: kept };
    const key = randomBytes(24).toString("hex");
    if (isPlaced(file, key)) return { key, madeFile: file };
    const others = readKey(file);
    if (others !== undefined) return { key: others };
    throw new Error("it is there, but cannot be read");
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`The API key in ${file} cannot be read or made: ${reason}`, { cause });
  }
}

function readKey(file: string): string | undefined {
  let key: string;
  try {
    key = readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  if (/^[\x21-\x7e]{8,255}$/.test(key)) return key;
  throw new StartError(`${file} does not hold an API key (8 to 255 printable characters): correct or remove it.`);
}

/** Puts a whole file in its place, unless there is one. */
function isPlaced(file: string, key: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${key}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // Some file systems (mounted Windows folders) have no links.
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return true;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { StartError } from "../start-error.ts";
import { foreignVariables } from "./foreign-variables.ts";
import { type Settings, settingsSchema } from "./settings.ts";

/** Settings by name, as an environment gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What was read, and the names of variables that belong to other servers. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly foreign: readonly string[];
}

/**
 * Reads the settings from `environment` and from the file `.env` of `folder`; the environment wins, empty is unset.
 *
 * @throws StartError with all problems
 */
export function readSettings(environment: Environment, folder: string): ReadSettings {
  const given = { ...withoutEmpty(readEnvFile(folder)), ...withoutEmpty(environment) };
  return { settings: parseSettings(given), foreign: foreignVariables(Object.keys(given)) };
}

/**
 * The settings of an environment, with their defaults.
 *
 * @throws StartError with all problems
 */
export function parseSettings(environment: Environment): Settings {
  const parsed = settingsSchema.safeParse(withoutEmpty(environment));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  const count = problems.length === 1 ? "one setting is" : `${problems.length} settings are`;
  throw new StartError([`Waxwing cannot start: ${count} wrong.`, ...problems].join("\n"));
}

function withoutEmpty(environment: Environment): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value.trim() !== "") filled[name] = value;
  }
  return filled;
}

function readEnvFile(folder: string): Environment {
  const file = join(folder, ".env");
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR") return {};
    throw new StartError(`Waxwing cannot start: the file ${file} cannot be read: ${message}`, { cause });
  }
}

import type { Logger } from "pino";
import type { Settings } from "../settings/settings.ts";
import { version } from "../version.ts";
import type { RunningServer } from "./start-server.ts";

/** What a person wants to know after the start, for stdout. */
export function banner({ url, apiKey, apiKeyFile }: Pick<RunningServer, "url" | "apiKey" | "apiKeyFile">): string {
  const lines = [
    `Waxwing ${version} is ready.`,
    "",
    `  REST     ${url}`,
    `  GraphQL  ${url}/graphql`,
    `  tRPC     ${url}/trpc`,
    `  docs     ${url}/docs`,
  ];
  if (apiKeyFile !== undefined) {
    lines.push("", `  API key  ${apiKey}`, `           made now, shown this once, kept in ${apiKeyFile}`);
  }
  return `\n${lines.join("\n")}\n\n`;
}

/** Warns of settings that leave something open. Names only, never values. */
export function warnOfSettings(log: Logger, settings: Settings, foreign: readonly string[]): void {
  if (settings.WA_BUSINESS_APP_SECRET === undefined) {
    log.warn(
      "WA_BUSINESS_APP_SECRET is not set: signatures of Meta's webhooks are not checked, anybody can post to /webhook/meta",
    );
  }
  if (settings.ENCRYPTION_KEY === undefined) {
    log.warn("ENCRYPTION_KEY is not set: access tokens are stored in the database in clear");
  }
  if (foreign.length > 0) {
    log.warn({ variables: foreign }, `these variables mean nothing here and are ignored: ${foreign.join(", ")}`);
  }
}

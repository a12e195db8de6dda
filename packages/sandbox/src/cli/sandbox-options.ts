import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseDuration } from "../duration.ts";
import { DEFAULT_CLI_PORT } from "../graph/defaults.ts";
import { isPhoneNumber } from "../graph/phone.ts";
import type { SandboxOptions } from "../sandbox-options.ts";
import { GRAPH_ARGUMENTS, GRAPH_USAGE, readGraphOptions, readPort } from "./graph-options.ts";

export const SANDBOX_USAGE = `Usage: waxwing-sandbox [options]

WhatsApp in a box: WhatsApp Web, Meta's Graph API, media and an admin API on one port, plain and TLS alike.

  --port N                 port to listen on (SANDBOX_PORT; ${DEFAULT_CLI_PORT}, 0 for a free one)
  --host ADDRESS           address to listen on (SANDBOX_HOST; 127.0.0.1)
  --data DIR               keeps the state there over restarts (SANDBOX_DATA; in memory when absent)
  --latency TIME           holds every stanza to a client back, for example 20ms (SANDBOX_LATENCY)
  --jitter TIME            varies the latency by up to this much (SANDBOX_JITTER)
  --seed TEXT              the same numbers, keys and ids in every run (SANDBOX_SEED)
  --ca-file FILE           where the certificate to trust is written (SANDBOX_CA_FILE; DIR/ca.pem, or a temporary file)
  --echo NUMBER            repeatable: a contact that answers each text with the same text (SANDBOX_ECHO, by commas)
  --history-limit N        entries kept of the transcript and of each contact's messages (10000)
Cloud API:
${GRAPH_USAGE}
  --help, --version
`;

/** What the command starts. */
export interface CommandOptions extends SandboxOptions {
  readonly caFile: string;
  /** Nobody chose the file: it goes when the command ends. */
  readonly isCaFileTemporary: boolean;
}

/** What the command line asks for. Raises an Error with a sentence for people when an option is wrong. */
export function readSandboxOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): CommandOptions | "help" | "version" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...GRAPH_ARGUMENTS,
      port: { type: "string" },
      host: { type: "string" },
      data: { type: "string" },
      latency: { type: "string" },
      jitter: { type: "string" },
      seed: { type: "string" },
      "ca-file": { type: "string" },
      echo: { type: "string", multiple: true },
      "history-limit": { type: "string" },
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
    },
  });
  if (values.help === true) return "help";
  if (values.version === true) return "version";
  const data = values.data ?? env["SANDBOX_DATA"];
  const host = values.host ?? env["SANDBOX_HOST"];
  const seed = values.seed ?? env["SANDBOX_SEED"];
  const latencyMs = readTime("latency", values.latency ?? env["SANDBOX_LATENCY"]);
  const jitterMs = readTime("jitter", values.jitter ?? env["SANDBOX_JITTER"]);
  const historyLimit = readLimit(values["history-limit"]);
  const caFile = values["ca-file"] ?? env["SANDBOX_CA_FILE"] ?? (data ? join(data, "ca.pem") : undefined);
  const port = readPort(values.port ?? env["SANDBOX_PORT"] ?? String(DEFAULT_CLI_PORT));
  return {
    port,
    echo: readNumbers(values.echo ?? env["SANDBOX_ECHO"]?.split(",")),
    graph: readGraphOptions(values, env),
    caFile: caFile ?? join(tmpdir(), `waxwing-sandbox-${port === 0 ? process.pid : port}-ca.pem`),
    isCaFileTemporary: caFile === undefined,
    ...(host ? { host } : {}),
    ...(data ? { data } : {}),
    ...(seed ? { seed } : {}),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
    ...(historyLimit === undefined ? {} : { historyLimit }),
  };
}

function readTime(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`--${name}: ${text} is not a time such as 20ms or 1s`);
  return ms;
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--history-limit: ${text} is not a positive whole number`);
  return Number(text);
}

function readNumbers(texts: readonly string[] | undefined): string[] {
  const numbers = (texts ?? []).map((text) => text.trim()).filter((text) => text !== "");
  for (const number of numbers) {
    if (!isPhoneNumber(number)) throw new Error(`--echo: ${JSON.stringify(number)} is not a phone number`);
  }
  return numbers;
}

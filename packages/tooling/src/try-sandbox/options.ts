import { parseArgs } from "node:util";

export const USAGE = `Usage: npm run sandbox -- [options]

Starts the sandbox and a Waxwing server, wired together, sends a first text and shows the answer. Ctrl-C stops both.

  --port N          port of the sandbox (8090; 0: any free one)
  --server-port N   port of the server (8080; 0: any free one)
  --data DIR        keeps the data of both there; a temporary directory, removed at the end, when absent
  --seed TEXT       the sandbox makes the same ids in every run
  --help
`;

/** How the two are started. */
export interface TryOptions {
  readonly sandboxPort: number;
  readonly serverPort: number;
  /** Null: a temporary directory. */
  readonly dataDir: string | null;
  readonly seed: string | null;
}

/** What the command line asks for. Raises an Error with a sentence for people when an option is wrong. */
export function readTryOptions(args: readonly string[]): TryOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "8090" },
      "server-port": { type: "string", default: "8080" },
      data: { type: "string" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  return {
    sandboxPort: readPort("port", values.port),
    serverPort: readPort("server-port", values["server-port"]),
    dataDir: values.data ?? null,
    seed: values.seed ?? null,
  };
}

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--${name}: ${text} is not a port`);
  return port;
}

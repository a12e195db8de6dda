import { parseArgs } from "node:util";

/** What is run when nobody says otherwise: files of the sandbox whose tests pair clients and exchange messages. */
export const MESSAGING_TESTS = ["src/web/messaging/", "src/web/phone/", "src/web/pairing/", "src/web/groups/messages"];

export const USAGE = `Usage: npm run soak:sandbox -- [options]

Runs the sandbox's messaging tests again and again, and fails when one of the runs does. The output of a failed run is
kept in a file; Ctrl-C ends it with what was counted so far.

  --runs N         how often (200)
  --only PATTERN   repeatable: only test files whose path has this in it (${MESSAGING_TESTS.join(", ")})
  --help
`;

/** What is run, and how often. */
export interface SoakOptions {
  readonly runs: number;
  /** Parts of paths of test files, below packages/sandbox. */
  readonly files: readonly string[];
}

/** What the command line asks for. Raises an Error with a sentence for people when an option is wrong. */
export function readSoakOptions(args: readonly string[]): SoakOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string", default: "200" },
      only: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  if (!/^[1-9]\d{0,5}$/.test(values.runs)) throw new Error(`--runs: ${values.runs} is not a positive whole number`);
  return { runs: Number(values.runs), files: values.only ?? MESSAGING_TESTS };
}

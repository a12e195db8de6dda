import { parseArgs } from "node:util";

/** How the benchmark is run. */
export interface BenchOptions {
  /** Rounds of each measurement. */
  readonly rounds: number;
  /** Scales the amount of work of a round. */
  readonly scale: number;
  /** Options of Node.js for the server under test. */
  readonly serverNodeOptions: readonly string[];
}

export const usage = (command: string): string => `Usage: npm run ${command} -- [options]

  --only NAME       one item; may be repeated
  --quick           a third of the work
  --rounds N        rounds of each measurement (3; at least 3 for figures that are shown to anybody)
  --profile FOLDER  CPU profiles of the servers under test, for Chrome's developer tools
`;

/** Reads the command line. Throws an Error with a sentence for people. */
export function readOptions(
  args: readonly string[],
  names: readonly string[],
): { only: string[]; options: BenchOptions } | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true },
      quick: { type: "boolean" },
      rounds: { type: "string" },
      profile: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  const only = values.only ?? [...names];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only: there is no ${unknown}; there are ${names.join(", ")}`);
  const rounds = Number(values.rounds ?? 3);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds: a number from 1");
  const profile = values.profile;
  return {
    only,
    options: {
      rounds,
      scale: values.quick === true ? 1 / 3 : 1,
      serverNodeOptions: profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`],
    },
  };
}

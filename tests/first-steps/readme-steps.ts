import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a block of the README is for: `run` ends by itself, all others go on in a terminal of their own. */
export type StepKind = "graph" | "server" | "receiver" | "subscription" | "run";

export interface Step {
  readonly kind: StepKind;
  /** The shell text, exactly as it stands in the README. */
  readonly script: string;
}

/** Root of the repository, where a reader of the README stands. */
export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

/** The blocks of the README's first steps, in order. */
export function readmeSteps(): Step[] {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const blocks = readme.matchAll(
    /<!-- first-steps: (graph|server|receiver|subscription|run) -->\n```sh\n([\s\S]*?)\n```/g,
  );
  return [...blocks].map(([, kind, script]) => ({ kind: kind as StepKind, script: script as string }));
}

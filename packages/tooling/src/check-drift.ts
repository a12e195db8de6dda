import { findDifferences } from "./generation/drift.ts";
import { generators } from "./generation/generators.ts";
import { repositoryRoot } from "./repository.ts";

const differences = await findDifferences(repositoryRoot, generators);
for (const { path, kind, line } of differences) {
  console.error(`${path}: ${kind}${line === undefined ? "" : ` from line ${line}`}`);
}
if (differences.length === 0) console.log("Generated files: as committed.");
else console.error("Run `npm run generate` and commit what it writes.");
process.exitCode = differences.length === 0 ? 0 : 1;

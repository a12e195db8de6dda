import { applyDifferences, findDifferences } from "./generation/drift.ts";
import { generators } from "./generation/generators.ts";
import { repositoryRoot } from "./repository.ts";

const differences = await findDifferences(repositoryRoot, generators);
applyDifferences(repositoryRoot, differences);
for (const { path, kind } of differences) console.log(`${kind === "stale" ? "removed" : "written"} ${path}`);
if (differences.length === 0) console.log("Generated files: nothing to change.");

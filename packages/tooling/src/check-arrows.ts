import { checkArrows } from "./arrows/check.ts";
import { repositoryRoot } from "./repository.ts";

const violations = checkArrows(repositoryRoot);
for (const violation of violations) console.error(violation);
console.log(violations.length === 0 ? "Import arrows: all as drawn." : `Import arrows: ${violations.length} refused.`);
process.exitCode = violations.length === 0 ? 0 : 1;

import { generateClient } from "./test-run/generate-client.ts";
import { runTurbo } from "./test-run/run-command.ts";

// `node run-tasks.ts typecheck`: turborepo's tasks by name, with this repository's limits and without telemetry.
const prepared = await generateClient();
process.exitCode = prepared === 0 ? await runTurbo(process.argv.slice(2)) : prepared;

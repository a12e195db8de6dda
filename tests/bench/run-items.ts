import { type BenchOptions, readOptions, usage } from "./options.ts";

/** Items by name; each is loaded only when it is run. */
export type Items = Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<void>>>>;

/** Runs the items that the command line names, all of them without one. Ends the process with 1 after an error. */
export function runItems(command: string, items: Items): void {
  run(command, items).catch((error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function run(command: string, items: Items): Promise<void> {
  const read = readOptions(process.argv.slice(2), Object.keys(items));
  if (read === "help") {
    process.stdout.write(`${usage(command)}\n  items: ${Object.keys(items).join(", ")}\n`);
    return;
  }
  for (const [name, item] of Object.entries(items)) {
    if (!read.only.includes(name)) continue;
    const measure = await item();
    await measure(read.options);
  }
}

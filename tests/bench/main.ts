/** `npm run bench`: prints figures beside baselines of the same run. README: what each item measures. */
import { type BenchOptions, readOptions, usage } from "./options.ts";

const items: Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<void>>>> = {
  faces: async () => (await import("./items/faces.ts")).measureFaces,
  sends: async () => (await import("./items/sends.ts")).measureSends,
  ingest: async () => (await import("./items/ingest.ts")).measureIngest,
  list: async () => (await import("./items/list.ts")).measureList,
  start: async () => (await import("./items/start.ts")).measureStart,
};

async function main(): Promise<void> {
  const read = readOptions(process.argv.slice(2), Object.keys(items));
  if (read === "help") {
    process.stdout.write(`${usage}\n  items: ${Object.keys(items).join(", ")}\n`);
    return;
  }
  for (const [name, item] of Object.entries(items)) {
    if (!read.only.includes(name)) continue;
    const measure = await item();
    await measure(read.options);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Writes the Prisma client to src/generated: `npm run generate --workspace @waxwing/database`. Needs no network and no
// install script; ends at once when schema, Prisma and this script are those of the last time.
const here = dirname(fileURLToPath(import.meta.url));
const destination = join(here, "generated");
const stampFile = join(destination, ".inputs-sha256");
const schema = readFileSync(join(here, "../../../schema/prisma/schema.prisma"), "utf8");

const require = createRequire(import.meta.url);
const prismaManifest = require.resolve("prisma/package.json");
const stamp = createHash("sha256")
  .update(schema)
  .update(readFileSync(prismaManifest))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest("hex");

if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) generate();

/** Generates beside and swaps: an interrupted run leaves no half client. Below node_modules, for it is ignored everywhere. */
function generate(): void {
  const work = join(here, "../node_modules", `.prisma-client-${process.pid}`);
  const fresh = join(work, "generated");
  mkdirSync(work, { recursive: true });
  try {
    const output = /^(\s*output\s*=\s*)".*"$/m;
    if (!output.test(schema)) throw new Error("schema.prisma has no generator output");
    writeFileSync(join(work, "schema.prisma"), schema.replace(output, '$1"./generated"'));
    runPrisma(join(work, "schema.prisma"));
    writeFileSync(join(fresh, ".inputs-sha256"), stamp);
    if (existsSync(destination)) renameSync(destination, join(work, "previous"));
    renameSync(fresh, destination);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function runPrisma(schemaPath: string): void {
  const result = spawnSync(
    process.execPath,
    [join(dirname(prismaManifest), "build/index.js"), "generate", "--schema", schemaPath],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        // The CLI looks for a native engine (and would download it) that generating does not use: any program will do.
        // Only here: with it, `prisma migrate` and `db push` would do nothing and report success.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
        NO_COLOR: "1",
      },
    },
  );
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`prisma generate failed:\n${result.stdout}${result.stderr}`);
}

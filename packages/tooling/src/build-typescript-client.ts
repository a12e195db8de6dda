import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonText } from "./generation/generator.ts";
import { repositoryRoot } from "./repository.ts";

/**
 * Makes `clients/typescript/dist`, the folder that `npm publish` takes: JavaScript and types for Node.js 20 and browsers.
 * Inside the repository the client is used from its source.
 */
const client = join(repositoryRoot, "clients/typescript");
const built = join(client, "dist");

rmSync(built, { recursive: true, force: true });
execFileSync(join(repositoryRoot, "node_modules/.bin/tsc"), ["-p", join(client, "tsconfig.build.json")], {
  stdio: "inherit",
});
const { name, version, license, description, keywords } = JSON.parse(
  readFileSync(join(client, "package.json"), "utf8"),
) as Record<string, unknown>;
const manifest = {
  name,
  version,
  description,
  keywords,
  license,
  type: "module",
  engines: { node: ">=20.3" },
  sideEffects: false,
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  types: "./index.d.ts",
  files: ["**/*.js", "**/*.d.ts"],
};
writeFileSync(join(built, "package.json"), jsonText(manifest));
copyFileSync(join(client, "README.md"), join(built, "README.md"));
copyFileSync(join(repositoryRoot, "LICENSE"), join(built, "LICENSE"));

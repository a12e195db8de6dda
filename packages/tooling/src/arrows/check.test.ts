import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkArrows } from "./check.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

type Sources = Record<string, string>;
interface Fixture {
  readonly dependencies?: readonly string[];
  readonly devDependencies?: readonly string[];
  readonly scripts?: Sources;
  readonly files: Sources;
}

/** Writes a small workspace and gives what is refused in it. */
function violationsOf(packages: Record<string, Fixture>): string[] {
  const root = mkdtempSync(join(tmpdir(), "arrows-"));
  roots.push(root);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const versions = (names: readonly string[] = []): Sources => Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  const tools = { devDependencies: { vitest: "5.1.1" } };
  write("package.json", JSON.stringify({ name: "root", workspaces: ["packages/*"], ...tools }));
  for (const [room, { dependencies, devDependencies, scripts, files }] of Object.entries(packages)) {
    const manifest = { dependencies: versions(dependencies), devDependencies: versions(devDependencies), scripts };
    write(`packages/${room}/package.json`, JSON.stringify({ name: `@waxwing/${room}`, ...manifest }));
    for (const [path, text] of Object.entries(files)) write(`packages/${room}/${path}`, text);
  }
  return checkArrows(root);
}

/** A package that uses each of its dependencies once. */
const using = (...names: string[]): Fixture => ({
  dependencies: names,
  files: { "src/index.ts": names.map((name) => `import "${name}";`).join("\n") },
});

describe("import arrows", () => {
  it("allows what is drawn", () => {
    expect(
      violationsOf({
        contract: using("zod"),
        database: using("@waxwing/contract"),
        core: using("@waxwing/contract", "@waxwing/database", "@waxwing/outbound"),
        rest: using("@waxwing/contract", "@waxwing/core"),
        delivery: using("@waxwing/contract", "@waxwing/core", "@waxwing/database", "@waxwing/outbound"),
        server: using("@waxwing/core", "@waxwing/rest", "@waxwing/delivery"),
        sandbox: using("fastify"),
      }),
    ).toEqual([]);
  });

  it.each([
    ["contract", "@waxwing/core"],
    ["database", "@waxwing/outbound"],
    ["outbound", "@waxwing/database"],
    ["database", "@waxwing/core"],
    ["core", "@waxwing/rest"],
    ["core", "@waxwing/sandbox"],
    ["rest", "@waxwing/database"],
    ["graphql", "@waxwing/outbound"],
    ["trpc", "@waxwing/graphql"],
    ["delivery", "@waxwing/engine-cloud"],
    ["engine-cloud", "@waxwing/delivery"],
    ["server", "@waxwing/sandbox"],
    ["server", "@waxwing/tooling"],
    ["sandbox", "@waxwing/contract"],
    ["client", "@waxwing/contract"],
  ])("refuses %s importing %s", (room, target) => {
    const expected = `packages/${room}/src/index.ts:1: ${room} must not import ${target.slice("@waxwing/".length)}`;
    expect(violationsOf({ [room]: using(target) })).toEqual([expected]);
  });

  it.each([
    'import type { A } from "@waxwing/rest";',
    'export { a } from "@waxwing/rest";',
    'export * from "@waxwing/rest";',
    'const a = await import("@waxwing/rest");',
    'type A = import("@waxwing/rest").A;',
    'const a = import.meta.resolve("@waxwing/rest");',
    'import "@waxwing/rest/part";',
  ])("sees through %s", (source) => {
    const core = { dependencies: ["@waxwing/rest"], files: { "src/a.ts": `\n${source}` } };
    expect(violationsOf({ core })).toEqual(["packages/core/src/a.ts:2: core must not import rest"]);
  });

  it("lets media name the types of outbound, and load nothing of it", () => {
    const media = (source: string) => ({
      media: { dependencies: ["@waxwing/outbound"], files: { "src/a.ts": source } },
    });
    expect(violationsOf(media('import type { Outbound } from "@waxwing/outbound";'))).toEqual([]);
    expect(violationsOf(media('import { createOutbound } from "@waxwing/outbound";'))).toEqual([
      "packages/media/src/a.ts:1: media must not import outbound",
    ]);
  });

  it("is not misled by comments and strings", () => {
    const files = { "src/a.ts": '// import "@waxwing/rest";\nexport const a = \'import "@waxwing/rest"\';' };
    expect(violationsOf({ core: { files } })).toEqual([]);
  });

  it("keeps Node.js out of the contract, except in its tests", () => {
    const files = {
      "src/a.ts": 'import "node:fs";',
      "src/b.ts": 'import "path";',
      "src/a.test.ts": 'import "node:fs";',
    };
    expect(violationsOf({ contract: { files } })).toEqual([
      expect.stringContaining('src/a.ts:1: "node:fs"'),
      expect.stringContaining('src/b.ts:1: "path"'),
    ]);
  });

  it("lets tests use the sandbox, the test database and the root's tools, and no production file", () => {
    const source = 'import "@waxwing/sandbox"; import "@waxwing/database/testing";';
    const files = { "src/a.test.ts": `${source} import "vitest";`, "src/a.ts": 'import "@waxwing/database/testing";' };
    const dependencies = ["@waxwing/database"];
    expect(
      violationsOf({
        core: { dependencies, devDependencies: ["@waxwing/sandbox"], files },
        database: { files: { "src/testing.ts": "export {};" } },
      }),
    ).toEqual(['packages/core/src/a.ts:1: "@waxwing/database/testing" is test code']);
  });

  it("refuses a production file that imports test code beside it", () => {
    const files = { "src/a.ts": 'import "./testing.ts";', "src/testing.ts": "export {};" };
    expect(violationsOf({ core: { files } })).toEqual(['packages/core/src/a.ts:1: "./testing.ts" is test code']);
  });

  it("refuses a room that has no place", () => {
    expect(violationsOf({ helpers: { files: {} } })).toEqual([
      expect.stringContaining("no arrow is drawn for helpers"),
    ]);
  });
});

describe("manifests", () => {
  it("refuses what is not declared, also when only development has it", () => {
    const files = { "src/a.ts": 'import "zod/v4"; import "vitest";', "src/a.test.ts": 'import "fast-check";' };
    expect(violationsOf({ core: { devDependencies: ["zod"], files } })).toEqual([
      'packages/core/src/a.test.ts:1: "fast-check" is not declared in packages/core/package.json',
      'packages/core/src/a.ts:1: "zod" is not declared in packages/core/package.json',
      'packages/core/src/a.ts:1: "vitest" is not declared in packages/core/package.json',
    ]);
  });

  it("refuses what is declared and not used; a script, a resolved name and types count as use", () => {
    const dependencies = ["left-pad", "prisma", "ws", "@types/ws", "assets"];
    const files = { "src/a.ts": 'import "ws"; const r = (n: string) => n; r("assets/package.json");' };
    expect(violationsOf({ core: { dependencies, scripts: { generate: "prisma generate" }, files } })).toEqual([
      'packages/core/package.json: "left-pad" is declared and not used',
    ]);
  });
});

describe("files of one package", () => {
  it("refuses a cycle, once", () => {
    const files = {
      "src/a.ts": 'import "./b.ts";',
      "src/b.ts": 'import "./deep/c.ts";',
      "src/deep/c.ts": 'export { A } from "../a.ts";',
    };
    expect(violationsOf({ core: { files } })).toEqual([
      "packages/core: import cycle src/a.ts -> src/b.ts -> src/deep/c.ts -> src/a.ts",
    ]);
  });

  it("takes types for no cycle: nothing is loaded for them", () => {
    const files = {
      "src/a.ts": 'import "./b.ts";',
      "src/b.ts": 'import type { A } from "./a.ts"; export type { B } from "./a.ts"; type C = import("./a.ts").C;',
    };
    expect(violationsOf({ core: { files } })).toEqual([]);
  });

  it("refuses a relative import that leaves the package, except in its configuration", () => {
    const files = {
      "src/a.ts": 'import "../../rest/src/b.ts";',
      "vitest.config.ts": 'import "../../vitest.shared.ts";',
    };
    expect(violationsOf({ core: { files } })).toEqual([expect.stringContaining("src/a.ts:1: ")]);
  });
});

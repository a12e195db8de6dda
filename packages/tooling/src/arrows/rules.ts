/** What production files of one room may import from the others. */
export interface Room {
  /** Names (without `@waxwing/`) that may be imported, or `"any"` for a composition root. */
  readonly imports: readonly string[] | "any";
  /** Names of which types alone may be imported: the room is handed the thing, and loads nothing of it. */
  readonly types?: readonly string[];
  /** False where the code must also run in a browser: no Node.js built-in module. */
  readonly node: boolean;
}

const foundations = ["contract", "database", "outbound", "media"];
const beside: Room = { imports: ["contract"], node: true };
const uponCore: Room = { imports: [...foundations, "core"], node: true };
const face: Room = { imports: ["contract", "core"], node: true };
const alone: Room = { imports: [], node: true };

/**
 * The import arrows: `contract <- {database, outbound, media} <- core <- {engines, delivery, bots, faces} <- server`.
 * Members of one pair of braces never import each other, but for the types of what media are fetched with; a face knows no table and makes no request of its own.
 * A room that is not listed here is refused, so that a new package is placed on purpose.
 */
export const rooms: Readonly<Record<string, Room>> = {
  contract: { imports: [], node: false },
  database: beside,
  outbound: beside,
  media: { ...beside, types: ["outbound"] },
  core: { imports: foundations, node: true },
  "engine-web": uponCore,
  "engine-cloud": uponCore,
  delivery: uponCore,
  bots: uponCore,
  rest: face,
  graphql: face,
  trpc: face,
  server: { imports: "any", node: true },
  tooling: { imports: "any", node: true },
  tests: { imports: "any", node: true },
  sandbox: alone,
  client: { imports: [], node: false },
  console: { imports: ["client", "contract"], node: false },
};

/** Rooms that stand outside production: importing them from it is refused even where `imports` is `"any"`. */
export const outsideProduction = ["sandbox", "tests", "tooling", "client"];

/** Dependencies that only generated code imports, by room: it is not in the repository, so that no import of theirs is seen. */
export const importedByGeneratedCode: Readonly<Record<string, readonly string[]>> = { database: ["@prisma/client"] };

/** Rooms that are themselves test code or developer tools, and so may import what production may not. */
export const notProduction = ["tests", "tooling"];

/**
 * Whether a file (path relative to its package, forward slashes) is test code: it may import any room and development
 * dependencies, and no production file may import it.
 */
export function isTestFile(path: string): boolean {
  return /\.(test|test-d|bench)\.ts$|(^|\/)testing[^/]*\.ts$|(^|\/)testing\/|vitest[^/]*\.ts$/.test(path);
}

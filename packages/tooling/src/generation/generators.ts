import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaSdl } from "@waxwing/graphql";
import { openApiDocument } from "@waxwing/rest";
import { documentedSettings } from "@waxwing/server/settings";
import { asyncApiDocument } from "../asyncapi.ts";
import { repositoryRoot, version } from "../repository.ts";
import { generateTypescriptClient, typescriptClientFolder } from "../typescript-client.ts";
import { type Generator, jsonText } from "./generator.ts";
import { envExample, withSettingsTable } from "./settings-documents.ts";

/**
 * Everything that is generated and committed, in no particular order. Adding one here adds it to `generate` and to the
 * drift check.
 */
export const generators: readonly Generator[] = [
  {
    name: "OpenAPI",
    produce: async () => ({ "schema/openapi.json": jsonText(openApiDocument({ version })) }),
  },
  {
    name: "GraphQL schema",
    produce: async () => ({ "schema/schema.graphql": schemaSdl() }),
  },
  {
    name: "AsyncAPI",
    produce: async () => ({ "schema/asyncapi.json": jsonText(asyncApiDocument()) }),
  },
  {
    name: "settings",
    produce: async () => ({
      "README.md": withSettingsTable(readFileSync(join(repositoryRoot, "README.md"), "utf8"), documentedSettings),
      ".env.example": envExample(documentedSettings),
    }),
  },
  {
    name: "TypeScript client",
    folder: typescriptClientFolder,
    produce: async () => Object.fromEntries(generateTypescriptClient().map(({ path, content }) => [path, content])),
  },
];

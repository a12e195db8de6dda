import { schemaSdl } from "@waxwing/graphql";
import { openApiDocument } from "@waxwing/rest";
import { asyncApiDocument } from "../asyncapi.ts";
import { version } from "../repository.ts";
import { generateTypescriptClient, typescriptClientFolder } from "../typescript-client.ts";
import { type Generator, jsonText } from "./generator.ts";

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
    name: "TypeScript client",
    folder: typescriptClientFolder,
    produce: async () => Object.fromEntries(generateTypescriptClient().map(({ path, content }) => [path, content])),
  },
];

import { createRequire } from "node:module";
import { mergeConfig } from "vitest/config";
import { suite } from "../vitest.shared.ts";

// graphql has an ES build that Node never loads but Vite prefers: with both in one process, the server's graphql-ws would
// not know the errors of the server.
const graphql = createRequire(import.meta.url).resolve("graphql");

export default mergeConfig(suite({ postgres: true }), {
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
});

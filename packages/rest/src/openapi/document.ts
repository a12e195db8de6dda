import { groupDescriptions } from "@waxwing/contract";
import type { OpenAPIObject } from "openapi3-ts/oas31";
import { eventsPath, mountedRoutes } from "../route-table.ts";
import { SchemaComponents } from "./components.ts";
import { commonErrorResponses, errorBodySchema, errorExamples } from "./errors.ts";
import { eventSchema, eventStreamPath, webhooksOf } from "./events.ts";
import { pathsOf } from "./paths.ts";

/** What the document says about the server; nothing of it is needed to generate the document. */
export interface OpenApiOptions {
  /** Public address of the server; `/` when left out. */
  readonly serverUrl?: string | undefined;
  readonly version: string;
}

/** The OpenAPI 3.1 document of all operations and events. The same input gives the same document. */
export function openApiDocument({ serverUrl, version }: OpenApiOptions): OpenAPIObject {
  const components = new SchemaComponents();
  components.define("ErrorBody", errorBodySchema);
  components.define("Event", eventSchema());
  const paths = { ...pathsOf(mountedRoutes(), components), [eventsPath]: eventStreamPath(components) };
  const webhooks = webhooksOf(components);
  const resolved = components.resolve({ paths, webhooks });
  return {
    openapi: "3.1.0",
    info: {
      title: "Waxwing",
      version,
      description:
        "One WhatsApp server, three typed APIs. This is the REST one; GraphQL is at `/graphql`, tRPC at `/trpc`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: serverUrl ?? "/" }],
    security: [{ apiKey: [] }],
    tags: [
      ...Object.entries(groupDescriptions).map(([name, description]) => ({ name, description })),
      { name: "events", description: "Live events and webhooks" },
    ],
    paths: resolved.document.paths,
    webhooks: resolved.document.webhooks,
    components: {
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "apikey",
          description: "The global key, or the token of an instance",
        },
      },
      responses: commonErrorResponses(),
      examples: errorExamples(),
      schemas: resolved.schemas,
    },
  };
}

import { z } from "zod";
import { ADMIN_TAGS, type AdminOperation } from "../admin/operation.ts";

/** Parts of an OpenAPI document: plain JSON. */
type Json = Record<string, unknown>;

const ErrorAnswer = z.object({
  error: z.object({
    message: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).describe("Every wrong field of a request"),
  }),
});

/** Says in OpenAPI 3.1 what the operations take and answer; their schemas are JSON Schema 2020-12 made by zod. */
export function openApiDocument(operations: readonly AdminOperation[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const each of operations) {
    const path = `/admin${each.path === "/" ? "" : each.path}`;
    paths[path] = { ...paths[path], [each.method.toLowerCase()]: describe(each) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Waxwing sandbox: admin API",
      version,
      description:
        "Drives the sandbox: the phones, the contacts and the faults of its WhatsApp. For local use, it asks for no key. " +
        "The admin API of its Graph side is below /admin/graph (see docs/sandbox-graph.md).",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The sandbox that serves this document" }],
    tags: Object.entries(ADMIN_TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: { Error: schemaOf(ErrorAnswer, "output") } },
  };
}

function describe(operation: AdminOperation): Json {
  const { id, tag, summary, description, params, query, body, bodyKind = "json" } = operation;
  const parameters = [...parametersOf("path", params), ...parametersOf("query", query)];
  const refusals = [
    ...(parameters.length > 0 || body !== undefined ? [[400, "The request is not valid; nothing was changed"]] : []),
    ...(params === undefined ? [] : [[404, "What the path names does not exist"]]),
    [409, "It cannot be done now; nothing was changed"],
  ] as const;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse(bodyKind === "json" ? {} : undefined).success,
            content: { [bodyKind === "json" ? "application/json" : "text/plain"]: { schema: schemaOf(body, "input") } },
          },
        }),
    responses: {
      [operation.status ?? 200]: {
        description: "Done",
        content: { [operation.answerType ?? "application/json"]: { schema: schemaOf(operation.answer, "output") } },
      },
      ...Object.fromEntries(
        refusals.map(([status, reason]) => [
          status,
          { description: reason, content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } },
        ]),
      ),
    },
  };
}

function parametersOf(place: "path" | "query", fields: z.ZodObject | undefined): Json[] {
  return Object.entries(fields?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = schemaOf(field as z.ZodType, "input");
    return {
      name,
      in: place,
      required: place === "path" || !(field as z.ZodType).safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema,
    };
  });
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
  return json;
}

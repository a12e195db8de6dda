import { commonErrors, errorCatalogue, eventTypes, operationEntries } from "@waxwing/contract";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { OpenAPIObject, OperationObject, SchemaObject } from "openapi3-ts/oas31";
import { expect, it } from "vitest";
import { z } from "zod";
import { startTestServer } from "../testing.ts";
import { SchemaComponents } from "./components.ts";
import { openApiDocument } from "./document.ts";

type Json = { readonly [name: string]: unknown };
const document = openApiDocument({ serverUrl: "https://api.example.com", version: "0.1.0" });

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(document, "doc");

/** Whether `value` fits the schema that stands at a place of the document. */
function problemsAt(path: readonly string[], value: unknown): unknown {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const validate = ajv.getSchema(`doc#/${pointer}`);
  expect(validate, pointer).toBeDefined();
  return validate?.(value) === true ? null : validate?.errors;
}

/** Every place in the document, with the path that leads to it; examples are data and not entered. */
function* places(value: unknown, path: readonly string[] = []): Generator<{ path: readonly string[]; value: Json }> {
  if (typeof value !== "object" || value === null) return;
  yield { path, value: value as Json };
  for (const [name, inner] of Object.entries(value)) {
    const isData =
      ["example", "examples", "value", "default", "const", "enum"].includes(name) && path.at(-1) !== "properties";
    if (!isData || (name === "examples" && path.at(-1) === "components")) yield* places(inner, [...path, name]);
  }
}

function operationOf(source: OpenAPIObject, path: string, method: string): OperationObject | undefined {
  return (source.paths?.[path.replace(/:(\w+)/g, "{$1}")] as Record<string, OperationObject> | undefined)?.[
    method.toLowerCase()
  ];
}

it("is the same every time", () => {
  expect(JSON.stringify(openApiDocument({ serverUrl: "https://api.example.com", version: "0.1.0" }))).toBe(
    JSON.stringify(document),
  );
  expect(openApiDocument({ version: "1" }).servers).toEqual([{ url: "/" }]);
});

it("has only references that resolve", () => {
  let count = 0;
  for (const { value } of places(document)) {
    const reference = value["$ref"];
    if (typeof reference !== "string") continue;
    count += 1;
    expect(reference).toMatch(/^#\/components\//);
    const target = reference
      .slice(2)
      .split("/")
      .reduce<unknown>((parent, name) => (parent as Json | undefined)?.[name], document);
    expect(target, reference).toBeDefined();
  }
  expect(count).toBeGreaterThan(100);
});

it("has only examples that fit their schema", () => {
  let count = 0;
  for (const { path, value } of places(document)) {
    if ("schema" in value && "example" in value && path.at(-1) !== "text/event-stream") {
      count += 1;
      expect(problemsAt([...path, "schema"], value["example"]), path.join(" / ")).toBeNull();
    }
    const named = "schema" in value ? (value["examples"] as Json | undefined) : undefined;
    for (const [name, reference] of Object.entries(named ?? {})) {
      count += 1;
      expect(reference).toEqual({ $ref: `#/components/examples/${name}` });
      const example = document.components?.examples?.[name] as Json;
      expect(problemsAt([...path, "schema"], example["value"]), `${path.join(" / ")} ${name}`).toBeNull();
    }
    if (Array.isArray(value["examples"])) {
      for (const example of value["examples"]) expect(problemsAt(path, example), path.join(" / ")).toBeNull();
    }
  }
  expect(count).toBeGreaterThan(operationEntries.length * 5);
});

it("describes every operation: input, answer, each of its errors, key, aliases", () => {
  for (const { id, group, operation } of operationEntries) {
    const described = operationOf(document, operation.rest.path, operation.rest.method);
    expect(described).toMatchObject({ operationId: id, tags: [group], summary: operation.summary });
    expect(described).not.toHaveProperty("deprecated");
    const inPath = [...operation.rest.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const parameters = (described?.parameters ?? []) as { name: string; in: string }[];
    const body = (described?.requestBody as { content: Record<string, { schema: SchemaObject }> } | undefined)?.content[
      "application/json"
    ];
    const fields = [
      ...parameters.filter((one) => one.in !== "header").map((one) => one.name),
      ...Object.keys(body?.schema.properties ?? {}),
    ];
    expect(fields.sort()).toEqual(
      Object.keys(operation.input.shape)
        .filter((name) => name !== "idempotencyKey")
        .sort(),
    );
    expect(parameters.filter((one) => one.in === "path").map((one) => one.name)).toEqual(inPath);
    expect(parameters.some((one) => one.name === "Idempotency-Key")).toBe("idempotencyKey" in operation.input.shape);
    expect(described?.responses?.[String(operation.rest.status)]).toBeDefined();
    for (const code of [...commonErrors, ...operation.errors]) {
      const response = described?.responses?.[String(errorCatalogue[code].status)] as Json | undefined;
      const name = String(response?.["$ref"] ?? "")
        .split("/")
        .at(-1) as string;
      expect(
        JSON.stringify(name === "" ? response : document.components?.responses?.[name]),
        `${id} ${code}`,
      ).toContain(`"${code}"`);
    }
    for (const alias of operation.aliases) {
      const aliased = operationOf(document, alias.path, alias.method);
      const isSame = alias.path === operation.rest.path && alias.method === operation.rest.method;
      expect(aliased?.deprecated).toBe(isSame ? undefined : true);
      for (const [from, to] of Object.entries(alias.fields ?? {}))
        expect(aliased?.description).toContain(`\`${from}\` for \`${to}\``);
    }
  }
  expect(document.security).toEqual([{ apiKey: [] }]);
});

it("has unique operation ids", () => {
  const ids = [...places(document)].flatMap(({ value }) =>
    typeof value["operationId"] === "string" ? [value["operationId"]] : [],
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain("events.stream");
});

it("has one webhook for each event and the union of all", () => {
  expect(Object.keys(document.webhooks ?? {})).toEqual([...eventTypes]);
  expect((document.components?.schemas?.["Event"] as SchemaObject | undefined)?.oneOf).toHaveLength(eventTypes.length);
});

it("describes every property of every component", () => {
  const silent = [...places(document.components?.schemas)].flatMap(({ path, value }) =>
    path.at(-1) === "properties" && path.length === 2
      ? Object.entries(value as Record<string, Json>)
          .filter(
            ([, part]) =>
              part["description"] === undefined && part["$ref"] === undefined && part["anyOf"] === undefined,
          )
          .map(([name]) => `${path[0]}.${name}`)
      : [],
  );
  expect(silent).toEqual([]);
});

it("tells sent and answered variants of one name apart, and refuses two schemas of one name", () => {
  const inner = z.object({ page: z.int().default(1) }).meta({ id: "Inner" });
  const outer = z.object({ inner, same: z.object({ x: z.string() }).meta({ id: "Same" }) }).meta({ id: "Outer" });
  const components = new SchemaComponents();
  const { document: resolved, schemas } = components.resolve({
    sent: components.add(outer, "input"),
    answered: components.add(outer, "output"),
  });
  expect(resolved).toEqual({
    sent: { $ref: "#/components/schemas/OuterInput" },
    answered: { $ref: "#/components/schemas/Outer" },
  });
  expect(Object.keys(schemas)).toEqual(["Inner", "InnerInput", "Outer", "OuterInput", "Same"]);
  expect(schemas["OuterInput"]?.properties?.["inner"]).toEqual({ $ref: "#/components/schemas/InnerInput" });
  components.define("Taken", { type: "string" });
  expect(() => components.define("Taken", { type: "number" })).toThrow("Taken");
});

it("is served at /openapi.json without a key", async () => {
  const server = await startTestServer();
  try {
    for (const path of ["/openapi.json", "/openapi.json/"]) {
      const response = await fetch(server.url + path);
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
      const served = (await response.json()) as OpenAPIObject;
      expect(served.openapi).toBe("3.1.0");
      expect(served.servers?.map(({ url }) => url)).toEqual(["/", "http://localhost:8080"]);
    }
  } finally {
    await server.app.close();
  }
});

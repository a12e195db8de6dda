import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { adminOperations } from "../admin/operations.ts";
import { openApiDocument } from "./document.ts";

const document = JSON.parse(JSON.stringify(openApiDocument(adminOperations, "0.0.0"))) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
};
interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { content: Record<string, { schema: object }> }>;
}
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test("describes every call once, under an id of its own", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(operations).toHaveLength(adminOperations.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(adminOperations.length);
});

test("names each parameter of a path, and only those", () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(methods)) {
      const described = parameters.filter((each) => each.in === "path");
      expect(described.map(({ name }) => name).sort(), path).toEqual([...named].sort());
      expect(described.every(({ required }) => required)).toBe(true);
    }
  }
});

test("has schemas that a validator of JSON Schema 2020-12 compiles, and that say no to nonsense", () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false, strictTypes: false });
  for (const { parameters = [], requestBody, responses } of operations) {
    const contents = [requestBody?.content ?? {}, ...Object.values(responses).map(({ content }) => content)];
    const schemas = contents.flatMap((content) => Object.values(content).map(({ schema }) => schema));
    for (const schema of [...schemas, ...parameters.map((each) => each.schema)]) {
      if (!JSON.stringify(schema).includes("$ref")) expect(() => ajv.compile(schema)).not.toThrow();
    }
  }
  const say = document.paths["/admin/contacts/{phone}/say"]?.["post"]?.requestBody;
  const validate = ajv.compile(say?.content["application/json"]?.schema ?? {});
  expect(validate({ text: "hello", to: "+1 555" })).toBe(true);
  expect(validate({ text: "" })).toBe(false);
  expect(validate({ text: "hello", nonsense: 1 })).toBe(false);
  expect(say?.required).toBe(true);
});

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { TypeMapper } from "./type-mapper.ts";

const output = (schema: z.ZodType, mapper = new TypeMapper()) => String(mapper.output(schema, "Place").type);
const input = (schema: z.ZodType, mapper = new TypeMapper()) => String(mapper.input(schema, "Place").type);

describe("types of zod schemas", () => {
  test.each<[string, z.ZodType, string, string]>([
    ["a default", z.string().default("x"), "String!", "String"],
    ["a nullable default", z.string().nullable().default("x"), "String", "String"],
    ["an optional that is required again", z.string().optional().nonoptional(), "String!", "String!"],
    ["a transformed value", z.string().pipe(z.transform(Number)).pipe(z.number()), "Float!", "String!"],
    ["a preprocessed value", z.preprocess(Number, z.number()), "Float!", "Float!"],
    ["a fallback", z.boolean().catch(false), "Boolean!", "Boolean"],
    ["an unbounded integer", z.int(), "Float!", "Float!"],
    [
      "a bounded integer",
      z
        .int()
        .min(0)
        .max(2 ** 31 - 1),
      "Int!",
      "Int!",
    ],
    [
      "an integer beyond 32 bits",
      z
        .int()
        .min(0)
        .max(2 ** 31),
      "Float!",
      "Float!",
    ],
    ["a bounded fraction", z.number().min(0).max(1), "Float!", "Float!"],
    ["null or a value", z.union([z.null(), z.int().min(0).max(9)]), "Int", "Int"],
    ["alternatives of one scalar", z.union([z.email(), z.literal("none")]), "String!", "String!"],
    ["unlike alternatives", z.union([z.string(), z.number()]), "JSON!", "JSON!"],
    ["a map", z.record(z.string(), z.number()), "JSON!", "JSON!"],
    ["any data", z.unknown(), "JSON", "JSON"],
    ["any JSON", z.json(), "JSON", "JSON"],
    ["an empty object", z.object({}), "JSON!", "JSON!"],
    ["lists in lists", z.array(z.array(z.string())), "[[String!]!]!", "[[String!]!]!"],
    ["a list with holes", z.array(z.string().nullable()), "[String]!", "[String]!"],
    ["an object without a name", z.object({ a: z.string() }), "Place!", "PlaceInput!"],
  ])("%s", (_name, schema, asOutput, asInput) => {
    expect([output(schema), input(schema)]).toEqual([asOutput, asInput]);
  });

  test("a described copy of a model is the same type", () => {
    const mapper = new TypeMapper();
    const Model = z.object({ a: z.string() }).meta({ id: "Model", description: "A model" });
    expect(output(Model, mapper)).toBe("Model!");
    expect(output(Model.meta({ description: "The same, here" }), mapper)).toBe("Model!");
    expect(input(Model.optional(), mapper)).toBe("ModelInput");
  });

  test("a model may hold itself", () => {
    const Tree = z
      .object({
        get parts() {
          return z.array(Tree);
        },
      })
      .meta({ id: "Tree" });
    expect(output(Tree)).toBe("Tree!");
  });

  test("two structures under one name are refused", () => {
    const mapper = new TypeMapper();
    output(z.object({ a: z.string() }), mapper);
    expect(() => output(z.object({ b: z.string() }), mapper)).toThrow("two different types are called Place");
  });

  test("enumeration values that become one name are refused", () => {
    expect(() => output(z.enum(["a-b", "a.b"]))).toThrow("two values are spelled a_b");
  });

  test("what JSON cannot hold is refused with its place", () => {
    expect(() => output(z.bigint())).toThrow("Place: a bigint");
  });
});

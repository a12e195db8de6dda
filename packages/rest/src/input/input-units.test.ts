import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { convert } from "./convert.ts";
import { parseJson } from "./json.ts";
import { isSameJson, mergeFields } from "./merge.ts";
import { renamingsOf, takeRenamed } from "./renamed-fields.ts";
import { type Fields, textTree } from "./text-tree.ts";

const query = (text: string): Fields => textTree(new URLSearchParams(text));
const converted = (schema: z.ZodType, text: string): unknown =>
  JSON.parse(JSON.stringify(convert(z.object({ a: schema }), query(text), "")));

describe("convert", () => {
  it.each([
    [z.number().nullable(), "a=null", { a: null }],
    [z.string().nullable(), "a=null", { a: "null" }],
    [z.boolean().default(true), "a=false", { a: false }],
    [z.literal([0, 86400]), "a=86400", { a: 86400 }],
    [z.union([z.number(), z.boolean(), z.string()]), "a=true", { a: true }],
    [z.union([z.number(), z.string()]), "a=5", { a: 5 }],
    [z.union([z.object({ b: z.number() }), z.object({ c: z.string() })]), "a.c=5", { a: { c: "5" } }],
    [z.array(z.string()), "a=", { a: [] }],
    [z.array(z.string()), "a=Yes, of course&a=No", { a: ["Yes, of course", "No"] }],
    [z.array(z.string()), "a[]=x,y", { a: ["x,y"] }],
    [z.array(z.int()), "a=1, 2,3", { a: [1, 2, 3] }],
    [z.array(z.object({ n: z.int() })), "a[1][n]=2&a[0][n]=1", { a: [{ n: 1 }, { n: 2 }] }],
    [z.array(z.object({ n: z.int() })), 'a={"n":1}&a={"n":2}', { a: [{ n: 1 }, { n: 2 }] }],
    [z.array(z.object({ n: z.int(), m: z.int() })), 'a={"n":1,"m":2}', { a: [{ n: 1, m: 2 }] }],
    [z.record(z.string(), z.number()), "a.x.y=1", { a: { "x.y": 1 } }],
    [z.json(), 'a={"x":[1]}', { a: { x: [1] } }],
    [z.enum(["1", "true"]), "a=1", { a: "1" }],
    [z.int(), "a=1&a=1", { a: 1 }],
  ])("%#", (schema, text, expected) => {
    expect(converted(schema, text)).toEqual(expected);
  });

  it("gives back what JSON values were written as, for any scalar", () => {
    const schema = z.object({ a: z.int(), b: z.boolean(), c: z.string(), d: z.object({ e: z.number() }) });
    const value = fc.record({
      a: fc.integer(),
      b: fc.boolean(),
      c: fc.string(),
      d: fc.record({ e: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    });
    fc.assert(
      fc.property(value, (fields) => {
        const text = new URLSearchParams({
          a: String(fields.a),
          b: String(fields.b),
          c: fields.c,
          "d[e]": String(fields.d.e),
        });
        expect(isSameJson(convert(schema, textTree(text), ""), fields)).toBe(true);
      }),
    );
  });
});

describe("names", () => {
  it("nest by brackets and dots, and are literal where brackets do not match", () => {
    const names = Object.keys(query("a[b].c[d.e]=1&f[=2&g.h=3&=4&[i]=5&j..k=6"));
    expect(names).toEqual(["a", "f[", "g", "i", "j"]);
  });

  it("refuse text and object for one field", () => {
    expect(() => query("a=1&a.b=2")).toThrow(expect.objectContaining({ code: "CONFLICTING_INPUT" }));
    expect(() => query("a.b=2&a=1")).toThrow(expect.objectContaining({ code: "CONFLICTING_INPUT" }));
  });
});

describe("merge", () => {
  it("accepts any value beside itself and refuses any other", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (first, second) => {
        const copy: unknown = JSON.parse(JSON.stringify(first));
        expect(isSameJson(mergeFields({ a: first }, { a: copy })["a"], JSON.parse(JSON.stringify(first)))).toBe(true);
        const isObject = (value: unknown): boolean =>
          typeof value === "object" && value !== null && !Array.isArray(value);
        if (isObject(first) && isObject(second)) return;
        const isEqual = JSON.stringify(first) === JSON.stringify(second);
        if (!isEqual)
          expect(() => mergeFields({ a: first }, { a: second })).toThrow(
            expect.objectContaining({ code: "CONFLICTING_INPUT" }),
          );
      }),
    );
  });
});

it("parses JSON like JSON.parse, without __proto__", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const plain = JSON.parse(text) as unknown;
      if (!text.includes("__proto__")) expect(parseJson(text)).toEqual(plain);
    }),
  );
  const parsed = parseJson('{"a":{"__proto__":{"b":1},"c":"\\"__proto__\\": d"}}') as { a: object };
  expect(Object.getOwnPropertyNames(parsed.a)).toEqual(["c"]);
});

it("takes renamed fields out of JSON text too", () => {
  const fields = query(`x=1&w=${encodeURIComponent('{"old":2,"kept":3}')}`);
  const taken = takeRenamed(fields, renamingsOf({ "w.old": "w.new", x: "y", missing: "z" }));
  expect(JSON.stringify([fields, taken])).toBe(
    JSON.stringify([{ w: { kept: 3 } }, [{ w: { new: 2 } }, { y: { values: ["1"], isList: false } }]]),
  );
});

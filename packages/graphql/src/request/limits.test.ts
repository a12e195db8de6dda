import { eventTypes, type OperationId, operationEntries } from "@waxwing/contract";
import { buildSchema, getIntrospectionQuery, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { buildGraphqlSchema } from "../schema/graphql-schema.ts";
import { DocumentWriter } from "../testing.ts";
import { DocumentCache } from "./document-cache.ts";
import { catalogueError } from "./errors.ts";
import { defaultLimits, limitErrors } from "./limits.ts";

const schema = buildSchema(`
  type Query { node: Node  nodes: [Node!]! }
  type Node { id: ID!  next: Node  all: [Node!]! }
`);
const limits = { depth: 4, aliases: 3, cost: 150, tokens: 100 };

function refusals(query: string): string[] {
  return limitErrors(schema, parse(query), limits).map((error) => error.message);
}

describe("limits", () => {
  test.each([
    ["{ node { next { next { id } } } }", undefined],
    ["{ node { next { next { next { id } } } } }", "5 levels of fields"],
    ["{ node { ...a } } fragment a on Node { next { next { next { id } } } }", "5 levels of fields"],
    ["{ node { ... { ... on Node { next { next { next { id } } } } } } }", "5 levels of fields"],
    ["{ a: node { id } b: node { id } c: node { id } }", undefined],
    ["{ a: node { id } b: node { id } c: node { id } node { d: id } }", "4 root fields"],
    ["{ ...r ...r } fragment r on Query { node { id } nodes { id } }", "4 root fields"],
    ["{ node { a: id b: id c: id d: id } }", "4 aliases"],
    ["{ nodes { all { id } } }", undefined],
    ["{ nodes { all { id next { id } } } }", "311 points of cost"],
    ["{ __schema { types { fields { args { type { ofType { ofType { name } } } } } } } }", undefined],
    [
      '{ a: __schema { types { name } } b: __schema { types { name } } c: __type(name: "Node") { name } }',
      "3 introspections",
    ],
  ])("%s: %s", (query, expected) => {
    if (expected === undefined) expect(refusals(query)).toEqual([]);
    else expect(refusals(query).join()).toContain(expected);
  });

  test("every operation of the document is weighed", () => {
    expect(refusals("query A { node { id } } query B { nodes { all { next { next { id } } } } }").join()).toMatch(
      /levels|cost/,
    );
  });

  test("fragments that double at each step are weighed at once", () => {
    const steps = Array.from({ length: 60 }, (_, n) => `fragment f${n} on Node { ...f${n + 1} ...f${n + 1} }`);
    const query = `{ node { ...f0 } } ${steps.join(" ")} fragment f60 on Node { id }`;
    expect(refusals(query).join()).toContain("points of cost");
  });

  test("fragments in a circle end", () => {
    expect(refusals("{ node { ...a } } fragment a on Node { next { ...a } }")).toEqual([]);
  });
});

describe("documents", () => {
  const waxwing = buildGraphqlSchema();
  const writer = new DocumentWriter(waxwing);

  function codes(query: string): string[] {
    const read = new DocumentCache(waxwing, defaultLimits).read(query);
    return "kind" in read ? [] : read.map((error) => catalogueError(error).code);
  }

  test("the full selection of each operation and event, and GraphiQL's introspection, pass the default limits", () => {
    const ids: OperationId[] = operationEntries.map((entry) => entry.id);
    for (const id of ids) expect(codes(writer.operation(id)), id).toEqual([]);
    for (const type of eventTypes) expect(codes(writer.event(type)), type).toEqual([]);
    expect(codes(getIntrospectionQuery({ oneOf: true, inputValueDeprecation: true }))).toEqual([]);
  });

  test("too many tokens, and nesting beyond the parser's stack, are too complex", () => {
    expect(codes(`{ ${"__typename ".repeat(10_000)} }`)).toEqual(["GRAPHQL_QUERY_TOO_COMPLEX"]);
    const deep = new DocumentCache(waxwing, { ...defaultLimits, tokens: 10_000_000 });
    const read = deep.read(`{ a(b: ${"[".repeat(200_000)}`);
    expect("kind" in read ? [] : read.map((error) => catalogueError(error).code)).toEqual([
      "GRAPHQL_QUERY_TOO_COMPLEX",
    ]);
  });

  test("one subscription can select everything of every event, each payload under an alias", () => {
    const members = eventTypes.map((type) => {
      const member = /\{ (\.\.\. on [\s\S]*\}) \}\s*\}$/.exec(writer.event(type))?.[1] ?? "";
      return member.replace(" data ", ` ${type}: data `);
    });
    expect(new Set(members).size).toBe(eventTypes.length);
    expect(codes(`subscription { events { ${members.join(" ")} } }`)).toEqual([]);
  });

  test("fields repeated a thousand times are too complex to validate", () => {
    const query = `{ instanceConnectionState(instanceName: "a") { ${"instance { state } ".repeat(1200)} } }`;
    expect(codes(query)).toEqual(["GRAPHQL_QUERY_TOO_COMPLEX"]);
  });

  test("a circle of fragments is refused by validation", () => {
    const query = "{ instanceFetchInstances { ...a } } fragment a on Instance { ...b } fragment b on Instance { ...a }";
    expect(codes(query)).toEqual(["GRAPHQL_REQUEST_INVALID"]);
  });

  test("a document is parsed once, and the least recently used are forgotten", () => {
    const cache = new DocumentCache(waxwing, defaultLimits);
    const first = cache.read("{ __typename }");
    const second = cache.read("{ a: __typename }");
    for (let n = 0; n < 499; n += 1) {
      cache.read(`{ b${n}: __typename }`);
      expect(cache.read("{ __typename }")).toBe(first);
    }
    expect(cache.read("{ a: __typename }")).not.toBe(second);
  });
});

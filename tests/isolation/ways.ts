import { graphqlField, type OperationEntry, pathParameters } from "@waxwing/contract";
import type { z } from "zod";
import { isObject, toGraphqlValue } from "../support/contract-values.ts";
import type { CreatedInstance, Fixture } from "../support/fixture.ts";
import { operationDocument, rootField, selection } from "../support/graphql-documents.ts";
import { graphqlOutcome, graphqlVariables, postGraphql } from "../support/graphql-face.ts";
import { type RawRequest, sendRaw } from "../support/http-request.ts";
import type { Outcome } from "../support/outcome.ts";
import { outcomeOf, type RestPlace, restRequest } from "../support/rest-face.ts";
import { definitionOf } from "../support/schema-paths.ts";
import { procedurePath, trpcOutcome } from "../support/trpc-face.ts";

type Input = Readonly<Record<string, unknown>>;

/**
 * What must come of an attempt: `forbidden` (403), `invalid` (400: nobody can ask like this), `unknown-key` (401), or
 * `own`: the request concerns the token's own instance, whatever else it says, because the path wins on REST.
 */
export type Expected = "forbidden" | "invalid" | "unknown-key" | "own";

/** An attempt of somebody who holds one instance's token to reach another one. */
export interface Attempt {
  readonly face: "REST" | "GraphQL" | "tRPC" | "client";
  readonly way: string;
  readonly expected: Expected;
  /** Tries it on the instance called `name`, with the token of `own`. */
  run(fixture: Fixture, own: CreatedInstance, name: string): Promise<Outcome>;
}

/** Every way in which an operation can be asked for an instance. `input` is the operation's example without the name. */
export function attemptsOn(entry: OperationEntry, input: Input): Attempt[] {
  if (!Object.hasOwn(entry.operation.input.shape, "instanceName")) return [];
  return [
    ...restAttempts(entry, input),
    ...graphqlAttempts(entry, input),
    ...trpcAttempts(entry, input),
    client(entry, input),
  ];
}

function restAttempts(entry: OperationEntry, input: Input): Attempt[] {
  const places: RestPlace[] = [entry.operation.rest, ...entry.operation.aliases];
  const distinct = [...new Map(places.map((place) => [`${place.method} ${place.path}`, place])).values()];
  return distinct.flatMap((place) => {
    const label = place === entry.operation.rest ? "" : `alias ${place.method} ${place.path}: `;
    const named = (name: string, token: string, forceBody = false): RawRequest =>
      restRequest(entry, place, { ...input, instanceName: name }, token, forceBody);
    const inPath = pathParameters(place.path).includes("instanceName");
    const attempt = (way: string, request: Builder, expected: Expected = "forbidden"): Attempt =>
      restAttempt(label + way, expected, request);
    const direct = inPath
      ? [
          attempt("path", ({ own, name }) => named(name, own.token)),
          attempt("path, percent-encoded", ({ own, name }) =>
            inPathOf(named(name, own.token), name, percentEncoded(name)),
          ),
          attempt("path, slash behind", ({ own, name }) => slashBehind(named(name, own.token))),
          attempt("path, other case", ({ own, name }) => named(name.toUpperCase(), own.token)),
          attempt("path, own name first", ({ own, name }) => named(`${own.name}/../${name}`, own.token)),
          attempt("path, own name in the body", ({ own, name }) => withBody(named(name, own.token), own.name)),
          attempt("path, own name in the query", ({ own, name }) => withQuery(named(name, own.token), own.name)),
          attempt("query beside the own path", ({ own, name }) => withQuery(named(own.name, own.token), name), "own"),
          attempt("body beside the own path", ({ own, name }) => withBody(named(own.name, own.token), name), "own"),
        ]
      : [
          attempt("query or body", ({ own, name }) => named(name, own.token)),
          attempt("body", ({ own, name }) => named(name, own.token, true)),
          attempt("query", ({ own, name }) => withQuery({ ...named(own.name, own.token), path: place.path }, name)),
          attempt(
            "query and body disagree",
            ({ own, name }) => withBody(withQuery(named(own.name, own.token), name), own.name),
            entry.operation.access === "global" ? "forbidden" : "invalid",
          ),
        ];
    return [
      ...direct,
      ...headerTricks.map(([way, headers]) =>
        attempt(
          `header ${way}`,
          ({ own, name }) => ({
            ...named(name, own.token),
            headers: { ...named(name, own.token).headers, ...headers(own, name) },
          }),
          way === "two keys" ? "unknown-key" : "forbidden",
        ),
      ),
    ];
  });
}

interface Situation {
  readonly own: CreatedInstance;
  readonly name: string;
}
type Builder = (situation: Situation) => RawRequest;

/** Headers by which other servers, proxies or frameworks let a caller be somebody else. */
const headerTricks: [string, (own: CreatedInstance, name: string) => Record<string, string | string[]>][] = [
  ["instance names", (_own, name) => ({ instancename: name, "x-instance-name": name, instance: name })],
  [
    "forwarding",
    (own) => ({
      "x-forwarded-for": "127.0.0.1",
      "x-original-url": `/instance/connect/${own.name}`,
      "x-rewrite-url": "/",
    }),
  ],
  ["method override", () => ({ "x-http-method-override": "GET", "x-method-override": "GET" })],
  ["bearer", (own) => ({ authorization: `Bearer ${own.token}` })],
  ["role", () => ({ "x-role": "global", "x-admin": "true", cookie: "apikey=global; role=admin" })],
  ["two keys", (own) => ({ apikey: [own.token, own.token] })],
];

function restAttempt(way: string, expected: Expected, build: Builder): Attempt {
  return {
    face: "REST",
    way,
    expected,
    run: async (fixture, own, name) => outcomeOf(await sendRaw(fixture.url, build({ own, name }))),
  };
}

function inPathOf(request: RawRequest, name: string, written: string): RawRequest {
  return { ...request, path: request.path.replace(encodeURIComponent(name), written) };
}

function percentEncoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

function slashBehind(request: RawRequest): RawRequest {
  const [path = "", query] = request.path.split("?");
  return { ...request, path: `${path}/${query === undefined ? "" : `?${query}`}` };
}

function withQuery(request: RawRequest, name: string): RawRequest {
  const joint = request.path.includes("?") ? "&" : "?";
  return { ...request, path: `${request.path}${joint}instanceName=${encodeURIComponent(name)}` };
}

function withBody(request: RawRequest, name: string): RawRequest {
  const fields = request.body === undefined ? {} : (JSON.parse(String(request.body)) as object);
  const headers = { ...request.headers, "content-type": "application/json" };
  return { ...request, headers, body: JSON.stringify({ ...fields, instanceName: name }) };
}

function graphqlAttempts(entry: OperationEntry, input: Input): Attempt[] {
  const attempt = (way: string, run: Attempt["run"], expected: Expected = "forbidden"): Attempt => ({
    face: "GraphQL",
    way,
    expected,
    run,
  });
  const { kind } = entry.operation;
  return [
    attempt("argument", (fixture, own, name) =>
      fixture.graphql.call(entry, { ...input, instanceName: name }, own.token),
    ),
    attempt("literal in the document", async (fixture, own, name) => {
      const query = `${kind} { ${call(fixture, entry, input, name)} }`;
      return graphqlOutcome(entry, await postGraphql(fixture.url, { query }, own.token));
    }),
    attempt("beside the own, under an alias", async (fixture, own, name) => {
      // Queries only: a mutation of the own instance could end it before the other's turn.
      const first = kind === "query" ? `mine: ${call(fixture, entry, input, own.name)} ` : "__typename ";
      const query = `${kind} { ${first}theirs: ${call(fixture, entry, input, name)} }`;
      return graphqlOutcome(entry, await postGraphql(fixture.url, { query }, own.token), "theirs");
    }),
    attempt("in a fragment", async (fixture, own, name) => {
      const root = kind === "query" ? "Query" : "Mutation";
      const query = `${kind} { ...f } fragment f on ${root} { ${call(fixture, entry, input, name)} }`;
      return graphqlOutcome(entry, await postGraphql(fixture.url, { query }, own.token));
    }),
    attempt("second of two operations", async (fixture, own, name) => {
      const query = `query First { __typename } ${kind} Second { ${call(fixture, entry, input, name)} }`;
      const request = { query, operationName: "Second" };
      return graphqlOutcome(entry, await postGraphql(fixture.url, request, own.token));
    }),
    attempt(
      "batch",
      async (fixture, own, name) => {
        const variables = graphqlVariables(entry, { ...input, instanceName: name });
        const request = { query: operationDocument(fixture.schema, entry), variables };
        return graphqlOutcome(entry, await postGraphql(fixture.url, [request, request], own.token));
      },
      "invalid",
    ),
  ];
}

/** The field of an operation with everything written into the document. */
function call(fixture: Fixture, entry: OperationEntry, input: Input, name: string): string {
  const field = rootField(fixture.schema, entry);
  if (field === undefined) throw new Error(`GraphQL has no ${graphqlField(entry.group, entry.name)}`);
  const takesInput = field.args.some((arg) => arg.name === "input") && Object.keys(input).length > 0;
  const rest = takesInput ? `, input: ${literal(entry.operation.input, input)}` : "";
  return `${field.name}(instanceName: ${JSON.stringify(name)}${rest})${selection(field.type)}`;
}

/** A value of the contract as GraphQL writes it into a document. */
function literal(schema: z.core.$ZodType, value: unknown): string {
  const definition = definitionOf(schema);
  if (definition.type === "enum") return String(toGraphqlValue(schema, value));
  if (definition.type === "array" && Array.isArray(value)) {
    return `[${value.map((part) => literal(definition.element, part)).join(", ")}]`;
  }
  if (definition.type !== "object") return jsonLiteral(value);
  const parts = Object.entries(value as Input).flatMap(([name, part]) => {
    const inner = definition.shape[name];
    return inner === undefined ? [] : [`${name}: ${literal(inner, part)}`];
  });
  return `{ ${parts.join(", ")} }`;
}

function jsonLiteral(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value);
  const parts = Object.entries(value).map(([name, part]) => `${name}: ${jsonLiteral(part)}`);
  return `{ ${parts.join(", ")} }`;
}

function trpcAttempts(entry: OperationEntry, input: Input): Attempt[] {
  const attempt = (way: string, run: Attempt["run"]): Attempt => ({
    face: "tRPC",
    way,
    expected: "forbidden",
    run,
  });
  const path = `/trpc/${procedurePath(entry)}`;
  const isQuery = entry.operation.kind === "query";
  const post = async (
    fixture: Fixture,
    target: string,
    token: string,
    body: unknown,
    index?: number,
  ): Promise<Outcome> => {
    const request: RawRequest = isQuery
      ? {
          method: "GET",
          path: `${target}${target.includes("?") ? "&" : "?"}input=${encodeURIComponent(JSON.stringify(body))}`,
          headers: { apikey: token },
        }
      : {
          method: "POST",
          path: target,
          headers: { apikey: token, "content-type": "application/json" },
          body: JSON.stringify(body),
        };
    const answer = await sendRaw(fixture.url, request);
    const envelopes = answer.json as Record<string, unknown>;
    return index === undefined ? trpcOutcome(envelopes, answer) : trpcOutcome(envelopes[index] ?? envelopes, answer);
  };
  return [
    attempt("input", (fixture, own, name) => fixture.trpc.call(entry, { ...input, instanceName: name }, own.token)),
    attempt("batch of one", (fixture, own, name) =>
      post(fixture, `${path}?batch=1`, own.token, { 0: { ...input, instanceName: name } }, 0),
    ),
    attempt("batch behind the own", (fixture, own, name) =>
      post(
        fixture,
        `${isQuery ? `/trpc/instance.connectionState,${procedurePath(entry)}` : `/trpc/settings.set,${procedurePath(entry)}`}?batch=1`,
        own.token,
        { 0: { instanceName: own.name }, 1: { ...input, instanceName: name } },
        1,
      ),
    ),
    attempt("key in connectionParams", async (fixture, own, name) => {
      const parameters = encodeURIComponent(JSON.stringify({ apikey: own.token }));
      const target = `${path}?connectionParams=${parameters}`;
      const body = JSON.stringify({ ...input, instanceName: name });
      const answer = await sendRaw(
        fixture.url,
        isQuery
          ? { method: "GET", path: `${target}&input=${encodeURIComponent(body)}` }
          : { method: "POST", path: target, headers: { "content-type": "application/json" }, body },
      );
      return trpcOutcome(answer.json, answer);
    }),
    attempt("name twice in the JSON", async (fixture, own, name) => {
      const fields = JSON.stringify(input).slice(1, -1);
      const body = `{${fields === "" ? "" : `${fields},`}"instanceName":${JSON.stringify(own.name)},"instanceName":${JSON.stringify(name)}}`;
      const headers = { apikey: own.token };
      const answer = await sendRaw(
        fixture.url,
        isQuery
          ? { method: "GET", path: `${path}?input=${encodeURIComponent(body)}`, headers }
          : { method: "POST", path, headers: { ...headers, "content-type": "application/json" }, body },
      );
      return trpcOutcome(answer.json, answer);
    }),
  ];
}

function client(entry: OperationEntry, input: Input): Attempt {
  return {
    face: "client",
    way: "input",
    expected: "forbidden",
    run: async (fixture, own, name) => fixture.client.call(entry, { ...input, instanceName: name }, own.token),
  };
}

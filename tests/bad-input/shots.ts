import { graphqlField, type OperationEntry, pathParameters } from "@waxwing/contract";
import fc from "fast-check";
import type { GraphQLSchema } from "graphql";
import { toGraphqlValue } from "../support/contract-values.ts";
import { operationDocument } from "../support/graphql-documents.ts";
import type { RawRequest } from "../support/http-request.ts";
import { procedurePath } from "../support/trpc-face.ts";
import { type Input, nastyInput } from "./nasty-inputs.ts";
import { jsonText } from "./nasty-values.ts";

/** One request, with a name for reports. */
export interface Shot {
  readonly label: string;
  readonly request: RawRequest;
  /** Place of the answer in a batch. */
  readonly index?: number;
}

/** The server's limit of a request's head is 32 KiB: what is longer goes into the body. */
const longestHeadBytes = 12_000;

function shot(label: string, request: RawRequest, index?: number): Shot {
  const shown = (): string => {
    const { method, path, headers, body } = request;
    return `${label}: ${method} ${path.slice(0, 300)} ${JSON.stringify(headers)} ${String(body ?? "").slice(0, 600)}`;
  };
  const result = { label, request, ...(index === undefined ? {} : { index }) };
  // Reports show the request, not a megabyte of it.
  Object.defineProperty(result, fc.toStringMethod, { value: shown });
  return result;
}

/** What breaks the JSON text of a body, or says something wrong about it. */
const breakages: [string, (text: string) => Pick<RawRequest, "body"> & { type?: string; encoding?: string }][] = [
  ["cut off", (text) => ({ body: text.slice(0, Math.max(1, text.length - 3)) })],
  ["comma behind", (text) => ({ body: `${text.slice(0, -1)},}` })],
  ["quotes", (text) => ({ body: text.replaceAll('"', "'") })],
  ["behind it", (text) => ({ body: `${text} x` })],
  ["byte order mark", (text) => ({ body: `\ufeff${text}` })],
  [
    "invalid UTF-8",
    (text) => ({ body: Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xff, 0xfe, 0x22, 0x7d])]) }),
  ],
  ["NUL bytes", () => ({ body: Buffer.alloc(64) })],
  ["UTF-16", (text) => ({ body: Buffer.from(text, "utf16le") })],
  ["a list", (text) => ({ body: `[${text}]` })],
  ["a text", () => ({ body: '"text"' })],
  ["null", () => ({ body: "null" })],
  ["a number", () => ({ body: "1e999" })],
  ["nested", () => ({ body: "[".repeat(100_000) })],
  [
    "fields twice",
    (text) => ({ body: `{"number":1,${text.slice(1).replace(/\}$/, ',"number":2,"where":1,"where":{}}')}` }),
  ],
  ["above the limit", () => ({ body: JSON.stringify({ text: "x".repeat(1_100_000) }) })],
  ["XML", () => ({ body: "<a/>", type: "application/xml" })],
  ["plain text", (text) => ({ body: text, type: "text/plain" })],
  ["no type", (text) => ({ body: text, type: "" })],
  ["type that is none", (text) => ({ body: text, type: ";;=/" })],
  ["unknown charset", (text) => ({ body: text, type: "application/json; charset=klingon" })],
  ["says gzip", (text) => ({ body: text, encoding: "gzip" })],
  ["multipart without boundary", (text) => ({ body: text, type: "multipart/form-data" })],
  ["multipart that is none", (text) => ({ body: text, type: "multipart/form-data; boundary=x" })],
  ["urlencoded that is none", (text) => ({ body: text, type: "application/x-www-form-urlencoded" })],
];

type Builder = (input: Input) => Shot;

function broken(target: Pick<RawRequest, "method" | "path">, key: string, textOf: (input: Input) => string): Builder[] {
  return breakages.map(([name, breakage]) => (input) => {
    const { body, type, encoding } = breakage(textOf(input));
    const headers: Record<string, string> = { apikey: key };
    if (type !== "") headers["content-type"] = type ?? "application/json";
    if (encoding !== undefined) headers["content-encoding"] = encoding;
    return shot(`body ${name}`, { ...target, headers, ...(body === undefined ? {} : { body }) });
  });
}

/** Requests to REST: fields in JSON, query, urlencoded and multipart bodies, and bodies that are broken. */
export function restShots(entry: OperationEntry, key: string): fc.Arbitrary<Shot> {
  const { rest } = entry.operation;
  const parameters = pathParameters(rest.path);
  const pathFor = (input: Input): string =>
    parameters.reduce(
      (path, name) =>
        path.replace(`:${name}`, () => encodeURIComponent(asText(input[name]).slice(0, 3_000).toWellFormed())),
      rest.path,
    );
  const others = (input: Input): Input =>
    Object.fromEntries(Object.entries(input).filter(([name]) => !parameters.includes(name)));
  const json: Builder = (input) =>
    shot("JSON", {
      method: rest.method,
      path: pathFor(input),
      headers: headersOf(input, key, "application/json"),
      body: jsonText(others(input)),
    });
  const query: Builder = (input) => {
    const text = urlencoded(others(input));
    if (text.length > longestHeadBytes) return json(input);
    return shot("query", { method: rest.method, path: `${pathFor(input)}?${text}`, headers: headersOf(input, key) });
  };
  const form: Builder = (input) =>
    shot("urlencoded", {
      method: rest.method,
      path: pathFor(input),
      headers: headersOf(input, key, "application/x-www-form-urlencoded"),
      body: urlencoded(others(input)),
    });
  const multipart: Builder = (input) =>
    shot("multipart", {
      method: rest.method,
      path: pathFor(input),
      headers: headersOf(input, key, "multipart/form-data; boundary=limit"),
      body: multipartOf(others(input)),
    });
  const conflict: Builder = (input) => {
    const text = urlencoded(others(entry.operation.example as Input));
    return shot("query and body", {
      method: rest.method,
      path: `${pathFor(input)}?${text}`,
      headers: headersOf(input, key, "application/json"),
      body: jsonText(others(input)),
    });
  };
  const target = { method: rest.method, path: pathFor(entry.operation.example as Input) };
  const breaking = broken(target, key, (input) => jsonText(others(input)));
  return shots(entry, [json, json, json, query, query, form, multipart, conflict], breaking);
}

function shots(entry: OperationEntry, usual: Builder[], breaking: Builder[]): fc.Arbitrary<Shot> {
  const builder = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...breaking) },
  );
  return fc.tuple(nastyInput(entry), builder).map(([input, build]) => build(input));
}

function headersOf(input: Input, key: string, type?: string): Record<string, string> {
  const headers: Record<string, string> = { apikey: key };
  if (type !== undefined) headers["content-type"] = type;
  const { idempotencyKey } = input;
  // Only what an HTTP client lets through.
  if (typeof idempotencyKey === "string" && /^[\x20-\x7e\x80-\xff]{0,4000}$/.test(idempotencyKey)) {
    headers["idempotency-key"] = idempotencyKey;
  }
  return headers;
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : jsonText(value);
}

/** `a[b]=c`; lone surrogates as the bytes that a careless client sends. */
function urlencoded(input: Input): string {
  return flat(input)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .join("&");
}

function percentEncoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : `${encodeURIComponent(text.toWellFormed())}%ED%A0%80`;
}

function flat(value: unknown, name = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[name, asText(value)]];
  return Object.entries(value)
    .slice(0, 50)
    .flatMap(([key, part]) => flat(part, name === "" ? key : `${name}[${key}]`));
}

function multipartOf(input: Input): string {
  const part = (disposition: string, value: string): string =>
    `--limit\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
  const named = flat(input).map(([name, value]) => part(`name="${name.replaceAll(/["\r\n]/g, "%22")}"`, value));
  return `${named.join("")}${part('name="file"; filename="../../a\\b.png"', "\0\x01")}--limit--\r\n`;
}

/** Requests to GraphQL: variables, literals of the wrong kind, and documents that are none. */
export function graphqlShots(entry: OperationEntry, schema: GraphQLSchema, key: string): fc.Arbitrary<Shot> {
  const document = operationDocument(schema, entry);
  const target = { method: "POST", path: "/graphql" };
  const headers = { apikey: key, "content-type": "application/json" };
  const variablesOf = (input: Input): unknown => {
    const { instanceName, ...rest } = toGraphqlValue(entry.operation.input, input) as Record<string, unknown>;
    return { instanceName, ...(Object.keys(rest).length === 0 ? {} : { input: rest }) };
  };
  const body = (input: Input): string => jsonText({ query: document, variables: variablesOf(input) });
  const withVariables: Builder = (input) => shot("variables", { ...target, headers, body: body(input) });
  const documents: [string, (input: Input) => unknown][] = [
    ["variables as a text", (input) => ({ query: document, variables: jsonText(variablesOf(input)) })],
    ["variables as a list", (input) => ({ query: document, variables: [variablesOf(input)] })],
    ["unknown operation", (input) => ({ query: document, variables: variablesOf(input), operationName: "Other" })],
    ["input as a literal", (input) => ({ query: literalDocument(entry, input) })],
    ["nested a thousand times", () => ({ query: `{ ${"a { ".repeat(1_000)} b ${"}".repeat(1_001)}` })],
    [
      "a thousand aliases",
      () => ({ query: `{ ${Array.from({ length: 1_000 }, (_, index) => `a${index}: __typename`).join(" ")} }` }),
    ],
    ["fragments in a circle", () => ({ query: "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }" })],
    ["document that is none", (input) => ({ query: jsonText(input) })],
    ["no document", (input) => ({ variables: variablesOf(input) })],
    ["document that is a number", () => ({ query: 1 })],
  ];
  const odd = documents.map(
    ([label, request]): Builder =>
      (input) =>
        shot(label, { ...target, headers, body: jsonText(request(input)) }),
  );
  const get: Builder = (input) => {
    const variables = jsonText(variablesOf(input)).toWellFormed();
    const path = `/graphql?query=${encodeURIComponent(document)}&variables=${encodeURIComponent(variables)}`;
    return path.length > longestHeadBytes
      ? withVariables(input)
      : shot("GET", { method: "GET", path, headers: { apikey: key } });
  };
  return shots(
    entry,
    [withVariables, withVariables, withVariables, withVariables, get, ...odd],
    broken(target, key, body),
  );
}

function literalDocument(entry: OperationEntry, input: Input): string {
  const { instanceName, ...rest } = input;
  const written = jsonText(rest).replaceAll(/"([A-Za-z_]\w*)":/g, "$1:");
  return `${entry.operation.kind} { ${graphqlField(entry.group, entry.name)}(instanceName: ${jsonText(instanceName)}, input: ${written}) { __typename } }`;
}

/** Requests to tRPC: plain and batched, by GET and POST, and bodies that are broken. */
export function trpcShots(entry: OperationEntry, key: string): fc.Arbitrary<Shot> {
  const path = `/trpc/${procedurePath(entry)}`;
  const isQuery = entry.operation.kind === "query";
  const headers = { apikey: key, "content-type": "application/json" };
  const sent = (label: string, at: string, text: string, index?: number): Shot => {
    const encoded = encodeURIComponent(text.toWellFormed());
    // tRPC takes the input of queries by POST nowhere: what is too long for a query string is cut, and then no JSON.
    if (isQuery) {
      const joint = at.includes("?") ? "&" : "?";
      return shot(
        label,
        { method: "GET", path: `${at}${joint}input=${encoded.slice(0, longestHeadBytes)}`, headers: { apikey: key } },
        index,
      );
    }
    return shot(label, { method: "POST", path: at, headers, body: text }, index);
  };
  const plain: Builder = (input) => sent("input", path, jsonText(input));
  const batched: Builder = (input) => sent("batch", `${path}?batch=1`, jsonText({ 0: input }), 0);
  const second: Builder = (input) =>
    sent("batch of two", `${path},${procedurePath(entry)}?batch=1`, jsonText({ 0: 1, 1: input }), 1);
  const list: Builder = (input) => sent("batch as a list", `${path}?batch=1`, jsonText([input]), 0);
  const elsewhere: Builder = (input) => sent("batch with another index", `${path}?batch=1`, jsonText({ 7: input }), 0);
  const target = { method: isQuery ? "GET" : "POST", path };
  return shots(
    entry,
    [plain, plain, plain, plain, batched, second, list, elsewhere],
    broken(target, key, (input) => jsonText(input)),
  );
}

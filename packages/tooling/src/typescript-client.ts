import {
  commonErrors,
  type ErrorCode,
  envelopeSchema,
  errorCatalogue,
  eventTypes,
  isOptionalInput,
  type OperationEntry,
  operationEntries,
  pascalCase,
} from "@waxwing/contract";
import { docComment, indented, literalUnion, typeName } from "./typescript-client/source-text.ts";
import { TypeEmitter } from "./typescript-client/type-emitter.ts";

/** A generated file; `path` is relative to the repository. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** Folder of the generated part of the TypeScript client: every file in it is generated. */
export const typescriptClientFolder = "clients/typescript/src/generated";

/**
 * The generated part of `@waxwing/client`: types of all operations, errors and events, and the table of routes.
 * @throws Error when a schema of the contract has no TypeScript type, or a group has the name of the stream of events
 */
export function generateTypescriptClient(entries: readonly OperationEntry[] = operationEntries): GeneratedFile[] {
  const emitter = new TypeEmitter();
  const groups = Map.groupBy(entries, ({ group }) => group);
  if (groups.has("events")) throw new Error('"events" is the stream of events and cannot be a group of operations');
  const inputs = entries.map((entry) => inputText(entry, emitter));
  const calls = [...groups].map(
    ([group, members]) => `${group}: {\n${indented(members.map((entry) => methodText(entry, emitter)).join("\n"))}\n};`,
  );
  const envelopes = eventTypes.map((type) => emitter.typeOf(envelopeSchema(type), "output"));
  refuseDoubledNames([
    ...emitter.declarations.keys(),
    ...entries.map(({ group, name }) => `${typeName(group, name)}Input`),
  ]);
  const content = [
    "// Generated from the contract by `npm run generate`. Do not edit.",
    `import type { CallOptions, Route } from "../call.ts";`,
    "/** Any JSON value. */\nexport type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };",
    errorsText(),
    ...[...emitter.declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text),
    ...inputs,
    `/** Name of an event. */\nexport type EventName =${literalUnion(eventTypes)};`,
    `/** Every event; \`type\` tells the payload. */\nexport type WaxwingEvent =\n${envelopes.map((name) => `  | ${name}`).join("\n")};`,
    `/** The event of one name. */\nexport interface EventsByName {\n${eventTypes.map((type) => `  ${type}: ${pascalCase(type)}Event;`).join("\n")}\n}`,
    `/** All operations. */\nexport interface Operations {\n${indented(calls.join("\n"))}\n}`,
    routesText(groups),
  ];
  return [{ path: `${typescriptClientFolder}/operations.ts`, content: `${content.join("\n\n")}\n` }];
}

/** Models and inputs live in one file, beside these. */
function refuseDoubledNames(names: readonly string[]): void {
  const taken = new Set([
    "JsonValue",
    "ErrorCode",
    "CommonErrorCode",
    "EventName",
    "WaxwingEvent",
    "EventsByName",
    "Operations",
    "CallOptions",
    "Route",
  ]);
  for (const name of names) {
    if (taken.has(name)) throw new Error(`two types of the client would be called ${name}`);
    taken.add(name);
  }
}

function errorsText(): string {
  const codes = Object.entries(errorCatalogue).map(([code, { status, meaning }]) =>
    indented(`${docComment(`${status}: ${meaning}`)}${code}: ${status},`),
  );
  return [
    `/** HTTP status of every error. */\nexport const errorStatuses = {\n${codes.join("\n")}\n} as const;`,
    "/** Code of an error. */\nexport type ErrorCode = keyof typeof errorStatuses;",
    `/** Errors that any operation can answer. */\nexport type CommonErrorCode =${literalUnion(commonErrors)};`,
  ].join("\n\n");
}

function inputText({ group, name, operation }: OperationEntry, emitter: TypeEmitter): string {
  const members = emitter.members(operation.input.shape, "input");
  return `${docComment(`Input of \`${group}.${name}\`.`)}export interface ${typeName(group, name)}Input {\n${members}\n}`;
}

/** The errors of an operation beside the common ones. */
function ownErrors({ access, errors }: OperationEntry["operation"]): ErrorCode[] {
  return [...new Set<ErrorCode>([...(access === "instance" ? (["INSTANCE_NOT_FOUND"] as const) : []), ...errors])];
}

function methodText({ group, name, operation }: OperationEntry, emitter: TypeEmitter): string {
  const errors = ownErrors(operation);
  const comment = docComment(
    `${operation.summary}. ${operation.description}`,
    errors.length === 0 ? undefined : `@throws WaxwingApiError ${errors.join(", ")}, or one of CommonErrorCode`,
  );
  const isOptional = Object.values(operation.input.shape).every((field) => isOptionalInput(field));
  const input = `input${isOptional ? "?" : ""}: ${typeName(group, name)}Input`;
  return `${comment}${name}(${input}, options?: CallOptions): Promise<${emitter.typeOf(operation.output, "output")}>;`;
}

function routesText(groups: ReadonlyMap<string, readonly OperationEntry[]>): string {
  const tables = [...groups].map(([group, members]) => {
    const routes = members.map(({ name, operation: { kind, rest } }) => {
      return `  ${name}: { kind: "${kind}", method: "${rest.method}", path: "${rest.path}" },`;
    });
    return indented(`${group}: {\n${routes.join("\n")}\n},`);
  });
  return `/** Where each operation is found. */\nexport const routes: { readonly [G in keyof Operations]: { readonly [N in keyof Operations[G]]: Route } } = {\n${tables.join("\n")}\n};`;
}

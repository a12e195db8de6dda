import {
  commonErrors,
  type EventDefinition,
  errorCatalogue,
  exampleOf,
  graphqlField,
  metadataOf,
  type OperationEntry,
  pascalCase,
  unwrap,
} from "@waxwing/contract";
import { type GraphQLSchema, isObjectType } from "graphql";
import { z } from "zod";
import { rootField } from "../support/graphql-documents.ts";
import { definitionOf, fieldsOf } from "../support/schema-paths.ts";
import { procedurePath } from "../support/trpc-face.ts";

/** What the faces offer, as their clients find out. */
export interface Offered {
  /** `GET /openapi.json` */
  readonly openapi: {
    readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation | undefined>>>>;
  };
  readonly graphql: GraphQLSchema;
  /** Paths of the procedures that tRPC answers. */
  readonly procedures: ReadonlySet<string>;
  /** `group.name` of the generated client. */
  readonly clientCalls: ReadonlySet<string>;
}

export interface OpenApiOperation {
  readonly summary?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** What an operation lacks, as sentences; empty when it is whole. */
export function problemsOfOperation(entry: OperationEntry, offered: Offered): string[] {
  return [...definitionProblems(entry), ...faceProblems(entry, offered)].map((problem) => `${entry.id}: ${problem}`);
}

function definitionProblems({ operation }: OperationEntry): string[] {
  const { summary, description, input, output, errors, example } = operation;
  const problems: string[] = [];
  if (isBlank(summary)) problems.push("no summary");
  if (isBlank(description)) problems.push("no description");
  const parsed = input.safeParse(example);
  if (!parsed.success) problems.push(`the example does not fit the input: ${z.prettifyError(parsed.error)}`);
  else if (Object.keys(example).some((name) => !Object.hasOwn(input.shape, name))) {
    problems.push("the example has an unknown field");
  }
  if (!Array.isArray(errors)) problems.push("no list of errors");
  else {
    for (const code of errors) {
      if (!Object.hasOwn(errorCatalogue, code)) problems.push(`the error ${code} is not in the catalogue`);
      if ((commonErrors as readonly string[]).includes(code)) problems.push(`${code} is an error of every operation`);
    }
    if (new Set(errors).size !== errors.length) problems.push("an error is listed twice");
  }
  return [...problems, ...schemaProblems("input", input), ...schemaProblems("output", output)];
}

/** Fields and models without a description or an example, and examples that do not fit. */
export function schemaProblems(name: string, schema: z.core.$ZodType): string[] {
  const problems: string[] = [];
  for (const { path, schema: field } of fieldsOf(schema)) {
    const place = [name, ...path].join(".");
    const isElement = typeof path.at(-1) === "number";
    if (!isElement && !hasDescription(field)) problems.push(`${place} has no description`);
    if (isElement && definitionOf(field).type === "object" && !hasDescription(field)) {
      problems.push(`${place} has no description`);
    }
  }
  const core = unwrap(schema);
  if (metadataOf(core).id !== undefined && !hasDescription(core)) problems.push(`${name} has no description`);
  return [...problems, ...exampleProblems(name, schema)];
}

function exampleProblems(name: string, schema: z.core.$ZodType): string[] {
  try {
    const example = exampleOf(schema, name);
    const parsed = z.safeParse(schema, example);
    return parsed.success ? [] : [`the example of ${name} does not fit: ${z.prettifyError(parsed.error)}`];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function hasDescription(schema: z.core.$ZodType): boolean {
  for (let current: z.core.$ZodType | undefined = schema; current !== undefined; current = innerOf(current)) {
    if (!isBlank(metadataOf(current).description)) return true;
  }
  return false;
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  return (schema._zod.def as { innerType?: z.core.$ZodType }).innerType;
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}

function faceProblems(entry: OperationEntry, { openapi, graphql, procedures, clientCalls }: Offered): string[] {
  const { operation } = entry;
  const problems: string[] = [];
  const canonical = `${operation.rest.method} ${operation.rest.path}`;
  for (const place of [operation.rest, ...operation.aliases]) {
    const name = `${place.method} ${place.path}`;
    const documented = openapi.paths[place.path.replace(/:(\w+)/g, "{$1}")]?.[place.method.toLowerCase()];
    if (documented === undefined) problems.push(`REST does not document ${name}`);
    else problems.push(...openApiProblems(entry, name, documented, name !== canonical));
  }
  const field = rootField(graphql, entry);
  if (field === undefined) problems.push(`GraphQL has no ${graphqlField(entry.group, entry.name)}`);
  else if (!field.description?.includes(operation.description)) problems.push("GraphQL does not describe it");
  if (!procedures.has(procedurePath(entry))) problems.push(`tRPC has no ${procedurePath(entry)}`);
  if (!clientCalls.has(entry.id)) problems.push("the generated client lacks it");
  return problems;
}

function openApiProblems(
  { operation }: OperationEntry,
  name: string,
  documented: OpenApiOperation,
  isAlias: boolean,
): string[] {
  const problems: string[] = [];
  if (isBlank(documented.summary) || isBlank(documented.description)) problems.push(`REST does not describe ${name}`);
  if ((documented.deprecated ?? false) !== isAlias) problems.push(`${name} is ${isAlias ? "not " : ""}deprecated`);
  const existence = operation.access === "instance" ? ["INSTANCE_NOT_FOUND" as const] : [];
  const statuses = [...commonErrors, ...existence, ...(operation.errors ?? [])].map(
    (code) => errorCatalogue[code]?.status,
  );
  for (const status of new Set([operation.rest.status, ...statuses])) {
    if (status !== undefined && documented.responses?.[String(status)] === undefined) {
      problems.push(`REST does not document the answer ${status} of ${name}`);
    }
  }
  return problems;
}

/** What an event lacks, as sentences. */
export function problemsOfEvent(type: string, event: EventDefinition, graphql: GraphQLSchema): string[] {
  const problems = schemaProblems("data", event.data);
  if (isBlank(event.description)) problems.push("no description");
  if (!/^[a-z]+([.-][a-z]+)*$/.test(event.wireName)) problems.push(`the name on the wire is "${event.wireName}"`);
  const member = graphql.getType(`${pascalCase(type)}Event`);
  if (!isObjectType(member)) problems.push("GraphQL has no type for it");
  else if (isBlank(member.description ?? undefined)) problems.push("GraphQL does not describe it");
  return problems.map((problem) => `${type}: ${problem}`);
}

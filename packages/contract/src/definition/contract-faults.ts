import type { z } from "zod";
import { graphqlField, reservedNames, trpcGroup } from "../derive/names.ts";
import { pathParameters } from "../derive/rest.ts";
import { commonErrors, type ErrorCode } from "../errors.ts";
import type { OperationEntry } from "../operations/index.ts";
import { exampleOf } from "./example.ts";
import { metadataOf } from "./schema.ts";

type Definition = z.core.$ZodTypes["_zod"]["def"];

/**
 * What is wrong with operations: missing descriptions and examples (of the operation, its models and every field),
 * examples that do not fit, routes that clash, names that a face cannot offer. Empty for a sound contract.
 */
export function operationFaults(entries: readonly OperationEntry[]): string[] {
  const faults: string[] = [];
  const routes = new Map<string, string>();
  const fields = new Map<string, string>();
  const common = new Set<ErrorCode>(commonErrors);
  for (const { id, group, name, operation } of entries) {
    for (const text of ["summary", "description"] as const) {
      if (operation[text].trim() === "") faults.push(`${id}: no ${text}`);
    }
    if (reservedNames.has(name) || reservedNames.has(trpcGroup(group))) faults.push(`${id}: a face reserves this name`);
    const field = graphqlField(group, name);
    const sameField = fields.get(field);
    if (sameField !== undefined) faults.push(`${id}: ${sameField} has the same GraphQL field`);
    fields.set(field, id);
    if (new Set(operation.errors).size !== operation.errors.length) faults.push(`${id}: an error is listed twice`);
    for (const code of operation.errors)
      if (common.has(code)) faults.push(`${id}: ${code} is common to all operations`);
    for (const parameter of pathParameters(operation.rest.path)) {
      if (!(parameter in operation.input.shape)) faults.push(`${id}: the path has ${parameter}, the input has not`);
    }
    if (operation.uploadField !== undefined && !(operation.uploadField in operation.input.shape))
      faults.push(`${id}: uploads go to ${operation.uploadField}, the input has not`);
    if (operation.access === "instance" && !("instanceName" in operation.input.shape))
      faults.push(`${id}: no instanceName`);
    const own = `${operation.rest.method} ${operation.rest.path}`;
    for (const route of [own, ...operation.aliases.map((alias) => `${alias.method} ${alias.path}`)]) {
      const other = routes.get(route);
      if (other !== undefined && other !== id) faults.push(`${id}: ${route} belongs to ${other}`);
      routes.set(route, id);
    }
    const example = operation.input.safeParse(operation.example);
    if (!example.success) faults.push(`${id}: the example does not fit the input: ${example.error.message}`);
    faults.push(
      ...schemaFaults(operation.input, `${id} input`, false),
      ...schemaFaults(operation.output, `${id} output`, false),
    );
  }
  return faults;
}

/** Fields without description or example below a schema; models without description; examples that do not fit. */
export function schemaFaults(schema: z.core.$ZodType, path: string, isField = true): string[] {
  return faultsOf(schema, path, isField, new Set());
}

function faultsOf(
  schema: z.core.$ZodType,
  path: string,
  isField: boolean,
  seen: Set<z.core.$ZodType>,
  needsExample = true,
): string[] {
  const chain = wrappers(schema);
  const core = chain.at(-1) as z.core.$ZodType;
  const definition = core._zod.def as Definition;
  const hasExample = chain.some((part) => metadataOf(part).examples !== undefined);
  const faults: string[] = [];
  const isList = definition.type === "array";
  const described = chain.some((part) => metadataOf(part).description !== undefined);
  if (isField && !described && !isList) faults.push(`${path}: no description`);
  if (!seen.has(core)) {
    seen.add(core);
    if (definition.type === "object") {
      for (const [name, part] of Object.entries(definition.shape))
        faults.push(...faultsOf(part, `${path}.${name}`, true, seen));
    }
    if (isList) faults.push(...faultsOf(definition.element, `${path}[]`, !described, seen, !hasExample));
  }
  for (const part of chain) {
    for (const example of metadataOf(part).examples ?? []) {
      if (!(part as z.ZodType).safeParse(example).success) faults.push(`${path}: the example does not fit`);
    }
  }
  if (!needsExample) return faults;
  try {
    exampleOf(schema, path);
  } catch (error) {
    faults.push((error as Error).message);
  }
  return faults;
}

/** The schema with everything that it wraps, outermost first. */
function wrappers(schema: z.core.$ZodType): z.core.$ZodType[] {
  const inner = (schema._zod.def as { innerType?: z.core.$ZodType }).innerType;
  return inner === undefined ? [schema] : [schema, ...wrappers(inner)];
}

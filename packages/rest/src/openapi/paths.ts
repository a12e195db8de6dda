import { exampleOf, type OperationEntry } from "@waxwing/contract";
import type {
  OperationObject,
  ParameterObject,
  PathItemObject,
  PathsObject,
  ReferenceObject,
  RequestBodyObject,
  SchemaObject,
} from "openapi3-ts/oas31";
import type { Renaming } from "../input/renamed-fields.ts";
import type { MountedRoute } from "../route-table.ts";
import type { SchemaComponents } from "./components.ts";
import { errorResponses } from "./errors.ts";

type Method = "get" | "post" | "put" | "delete";
type Example = Readonly<Record<string, unknown>>;

/** An operation's input as REST sees it: what is in the path, and the rest. */
interface SplitInput {
  readonly properties: Readonly<Record<string, SchemaObject | ReferenceObject>>;
  readonly required: ReadonlySet<string>;
  readonly fieldNames: readonly string[];
}

/** Path items of all routes; aliases are deprecated operations of their own, or a remark where method and path are canonical. */
export function pathsOf(routes: readonly MountedRoute[], components: SchemaComponents): PathsObject {
  const paths: Record<string, PathItemObject> = {};
  const aliasCounts = new Map<string, number>();
  for (const route of routes) {
    const { rest } = route.entry.operation;
    const isCanonical = route.method === rest.method && route.path === rest.path;
    const aliasNumber = (aliasCounts.get(route.id) ?? 0) + (isCanonical ? 0 : 1);
    aliasCounts.set(route.id, aliasNumber);
    const path = openApiPath(route.path);
    const item = paths[path] ?? {};
    item[route.method.toLowerCase() as Method] = operationObject(
      route,
      isCanonical ? undefined : aliasNumber,
      components,
    );
    paths[path] = item;
  }
  return paths;
}

/** `/a/:b` → `/a/{b}`. */
function openApiPath(path: string): string {
  return path.replace(/:([A-Za-z]+)/g, "{$1}");
}

function operationObject(
  route: MountedRoute,
  aliasNumber: number | undefined,
  components: SchemaComponents,
): OperationObject {
  const { entry } = route;
  const { operation } = entry;
  const input = splitInput(route, components);
  const parameters = parametersOf(route, input, components);
  const requestBody = route.method === "GET" ? undefined : requestBodyOf(route, input, aliasNumber !== undefined);
  return {
    operationId: aliasNumber === undefined ? entry.id : `${entry.id}.alias${aliasNumber}`,
    tags: [entry.group],
    summary: operation.summary,
    description: descriptionOf(entry, route.renamings, aliasNumber !== undefined),
    ...(aliasNumber === undefined ? {} : { deprecated: true }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: {
      [String(operation.rest.status)]: {
        description: "The answer",
        content: {
          "application/json": {
            schema: components.add(operation.output, "output"),
            example: exampleOf(operation.output),
          },
        },
      },
      ...errorResponses(operation),
    },
  };
}

function splitInput(route: MountedRoute, components: SchemaComponents): SplitInput {
  const schema = components.add(route.input, "input");
  if (schema.properties === undefined && Object.keys(route.input.shape).length > 0) {
    throw new Error(`the input of ${route.id} must not have an id of its own`);
  }
  const properties = (schema.properties ?? {}) as SplitInput["properties"];
  const isElsewhere = (name: string): boolean => route.pathParameters.includes(name) || name === "idempotencyKey";
  return {
    properties,
    required: new Set(schema.required ?? []),
    fieldNames: Object.keys(properties).filter((name) => !isElsewhere(name)),
  };
}

function parametersOf(route: MountedRoute, input: SplitInput, components: SchemaComponents): ParameterObject[] {
  const parameters: ParameterObject[] = route.pathParameters.map((name) => parameter(name, "path", true, route, input));
  if (route.method === "GET") {
    parameters.push(
      ...input.fieldNames.map((name) => parameter(name, "query", input.required.has(name), route, input)),
    );
  }
  const key = route.takesIdempotencyKey ? route.input.shape["idempotencyKey"] : undefined;
  if (key !== undefined) {
    const schema = components.add(key, "input");
    const description = schema.description;
    parameters.push({
      name: "Idempotency-Key",
      in: "header",
      required: false,
      ...(description === undefined ? {} : { description }),
      schema,
    });
  }
  return parameters;
}

function parameter(
  name: string,
  place: "path" | "query",
  required: boolean,
  route: MountedRoute,
  input: SplitInput,
): ParameterObject {
  const schema = (input.properties[name] ?? {}) as SchemaObject;
  const example = (route.entry.operation.example as Example)[name];
  const isObject = schema.type === "object" || "$ref" in schema;
  const isNested = isObject && place === "query" && !isScalar(route, name);
  return {
    name,
    in: place,
    required,
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(isNested ? { content: { "application/json": { schema } } } : { schema }),
    ...(example === undefined || isNested ? {} : { example }),
  };
}

/** Named enumerations are references too, and yet plain values. */
function isScalar(route: MountedRoute, name: string): boolean {
  const schema = route.input.shape[name];
  if (schema === undefined) return true;
  const example = exampleOf(schema);
  return typeof example !== "object" || example === null;
}

function requestBodyOf(route: MountedRoute, input: SplitInput, isAlias: boolean): RequestBodyObject | undefined {
  if (input.fieldNames.length === 0) return undefined;
  if (isAlias && route.renamings.length > 0) {
    return {
      description: "The fields named in the description",
      content: { "application/json": { schema: { type: "object" } } },
    };
  }
  const required = input.fieldNames.filter((name) => input.required.has(name));
  const example = Object.fromEntries(
    Object.entries(route.entry.operation.example as Example).filter(([name]) => input.fieldNames.includes(name)),
  );
  const schema: SchemaObject = {
    type: "object",
    properties: Object.fromEntries(input.fieldNames.map((name) => [name, input.properties[name] as SchemaObject])),
    ...(required.length > 0 ? { required } : {}),
  };
  return { required: required.length > 0, content: { "application/json": { schema, example } } };
}

function descriptionOf({ operation }: OperationEntry, renamings: readonly Renaming[], isAlias: boolean): string {
  const parts = [operation.description, accessText[operation.access]];
  if (isAlias) parts.push(`Alias of \`${operation.rest.method} ${openApiPath(operation.rest.path)}\`.`);
  if (renamings.length > 0) {
    const names = renamings.map(({ from, to }) => `\`${from.join(".")}\` for \`${to.join(".")}\``);
    parts.push(`Also accepted: ${names.join(", ")}.`);
  }
  return parts.join("\n\n");
}

const accessText = {
  global: "Key: the global one.",
  any: "Key: the global one or any instance token.",
  instance: "Key: the global one or the token of the instance.",
} as const;

import {
  type HttpMethod,
  type OperationEntry,
  type OperationId,
  operationEntries,
  pathParameters,
} from "@waxwing/contract";
import type { z } from "zod";
import { type Renaming, renamingsOf } from "./input/renamed-fields.ts";

/** One method and path of an operation: the canonical one or an alias. */
export interface MountedRoute {
  readonly id: OperationId;
  readonly method: HttpMethod;
  readonly path: string;
  readonly entry: OperationEntry;
  readonly input: z.ZodObject;
  readonly status: number;
  readonly bodyLimitBytes: number;
  /** The field that an uploaded file fills. */
  readonly uploadField: string | undefined;
  readonly pathParameters: readonly string[];
  readonly renamings: readonly Renaming[];
  readonly takesIdempotencyKey: boolean;
}

/** All methods and paths of some operations; aliases with the method and path of another become its renamings. */
export function mountedRoutes(entries: readonly OperationEntry[] = operationEntries): MountedRoute[] {
  return entries.flatMap((entry) => {
    const { operation } = entry;
    const fieldsByRoute = new Map<string, { method: HttpMethod; path: string; fields: Record<string, string> }>();
    for (const { method, path, fields } of [{ ...operation.rest, fields: {} }, ...operation.aliases]) {
      const key = `${method} ${path}`;
      const present = fieldsByRoute.get(key);
      fieldsByRoute.set(key, { method, path, fields: { ...present?.fields, ...fields } });
    }
    return [...fieldsByRoute.values()].map(({ method, path, fields }) => ({
      id: entry.id,
      method,
      path,
      entry,
      input: operation.input,
      status: operation.rest.status,
      bodyLimitBytes: operation.bodyLimitBytes,
      uploadField: operation.uploadField,
      pathParameters: pathParameters(path),
      renamings: renamingsOf(fields),
      takesIdempotencyKey: Object.hasOwn(operation.input.shape, "idempotencyKey"),
    }));
  });
}

/** Paths of this face that are no operations. */
export const documentPath = "/openapi.json";
export const eventsPath = "/events";
export const docsPath = "/docs";

const patterns: readonly { readonly method: string; readonly pattern: RegExp }[] = [
  ...mountedRoutes().map(({ method, path }) => ({ method, path })),
  ...[documentPath, eventsPath, docsPath].map((path) => ({ method: "GET", path })),
].map(({ method, path }) => ({ method, pattern: patternOf(path) }));

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/:[A-Za-z]+/g, "[^/]+")}/?$`);
}

/** The methods that a path of this face knows, sorted; empty for an unknown path. */
export function allowedMethods(path: string): string[] {
  return [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
}

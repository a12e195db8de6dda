import { type InputIssue, WaxwingError } from "@waxwing/contract";
import type { z } from "zod";

const maxIssues = 20;

/** The error for input that does not fit its schema. */
export function validationFailed(error: z.core.$ZodError): WaxwingError {
  const issues = error.issues
    .slice(0, maxIssues)
    .map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  return new WaxwingError("VALIDATION_FAILED", undefined, { details: { issues } });
}

/** The error for one problem of the input. */
export function invalidField(path: string, message: string): WaxwingError {
  return new WaxwingError("VALIDATION_FAILED", undefined, { details: { issues: [{ path, message }] } });
}

const maxDepth = 64;

/**
 * The first text in a JSON value that PostgreSQL cannot store: with a NUL character or half a surrogate pair. Also
 * refuses nesting that no operation needs, before anything recursive walks it.
 */
export function findUnstorable(value: unknown, path = "", depth = 0): InputIssue | undefined {
  if (typeof value === "string") {
    if (value.includes("\0")) return { path, message: "must not contain NUL characters" };
    if (!value.isWellFormed()) return { path, message: "must be well-formed Unicode" };
    return undefined;
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  if (depth > maxDepth) return { path, message: `must not be nested deeper than ${maxDepth} levels` };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const issue = findUnstorable(value[index], path === "" ? String(index) : `${path}.${index}`, depth + 1);
      if (issue !== undefined) return issue;
    }
    return undefined;
  }
  for (const key in value) {
    const place = path === "" ? key : `${path}.${key}`;
    if (key.includes("\0") || !key.isWellFormed())
      return { path: "", message: "must have well-formed names without NUL" };
    const issue = findUnstorable((value as Record<string, unknown>)[key], place, depth + 1);
    if (issue !== undefined) return issue;
  }
  return undefined;
}

import type { z } from "zod";

/** A request to the admin API that cannot be carried out. */
export class AdminError extends Error {
  readonly status: number;
  readonly issues: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, message: string, issues: AdminError["issues"] = []) {
    super(message);
    this.name = "AdminError";
    this.status = status;
    this.issues = issues;
  }
}

/** Checks the body or query of an admin request; raises an {@link AdminError} (400) that names every wrong field. */
export function check<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
  throw new AdminError(400, "The request is not valid", issues);
}

/** Drops the keys whose value is undefined, so that a default can stand in for them. */
export function defined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}

import { GraphError } from "../errors.ts";

/** What Graph answers of a node when no fields are asked for, as far as the node has it. */
const DEFAULT_FIELDS = [
  "verified_name",
  "code_verification_status",
  "display_phone_number",
  "quality_rating",
  "platform_type",
  "throughput",
  "name",
];

/** The fields that `?fields=` names (`id` always); an unknown name is an error as in Graph. */
export function select(
  node: Record<string, unknown>,
  fields: string | undefined,
  type: string,
): Record<string, unknown> {
  const names = fields === undefined ? DEFAULT_FIELDS.filter((name) => name in node) : splitFields(fields);
  for (const name of names) {
    if (!(name in node)) {
      throw new GraphError(100, { message: `Tried accessing nonexisting field (${name}) on node type (${type})` });
    }
  }
  return Object.fromEntries([...new Set([...names, "id"])].map((name) => [name, node[name]]));
}

/** `a,b{c,d}` gives `a` and `b`. */
function splitFields(fields: string): string[] {
  return fields
    .replace(/\{[^}]*\}/g, "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

import type { Alias, OperationEntry } from "@waxwing/contract";
import { fullInput } from "../support/fixture.ts";
import { valueAt, withValueAt } from "../support/schema-paths.ts";
import { example } from "./example-world.ts";

/** One way to call an operation through an alias. */
export interface AliasCall {
  readonly label: string;
  readonly alias: Alias;
  /** The request with the alias's names. */
  readonly input: Record<string, unknown>;
  /** The same with the canonical names. */
  readonly canonical: Record<string, unknown>;
}

/**
 * The calls that cover the aliases of an operation: each path, each renamed field by itself, and for every field that has
 * older names the first of them, all at once. Fields that the example lacks come from the examples of the schema.
 */
export function aliasCalls(entry: OperationEntry): AliasCall[] {
  return entry.operation.aliases.flatMap((alias) => {
    const renamings = Object.entries(alias.fields ?? {});
    const label = `${alias.method} ${alias.path}`;
    if (renamings.length === 0) return [{ label, alias, input: example(entry), canonical: example(entry) }];
    const firstNames = new Map<string, string>();
    for (const [from, to] of renamings) if (!firstNames.has(to)) firstNames.set(to, from);
    const together = [...firstNames].map(([to, from]): [string, string] => [from, to]);
    return [...renamings.map((renaming) => [renaming]), together].map((chosen) => {
      const canonical = chosen.reduce((input, [, to]) => withFieldOf(entry, input, to), example(entry));
      const names = chosen.map(([from]) => from).join(", ");
      return { label: `${label} (${names})`, alias, input: chosen.reduce(renamed, canonical), canonical };
    });
  });
}

/** The input with a value for a field that no default has: a switch is on. */
function withFieldOf(entry: OperationEntry, input: Record<string, unknown>, path: string): Record<string, unknown> {
  const steps = path.split(".");
  const full = fullInput(entry.id);
  const [first = ""] = steps;
  const whole = input[first] === undefined ? withValueAt(input, [first], full[first]) : input;
  const value = valueAt(whole, steps) ?? valueAt(full, steps);
  return withValueAt(whole, steps, typeof value === "boolean" ? true : value) as Record<string, unknown>;
}

function renamed(input: Record<string, unknown>, [from, to]: [string, string]): Record<string, unknown> {
  const value = valueAt(input, to.split("."));
  const without = withValueAt(input, to.split("."), undefined);
  return withValueAt(without, from.split("."), value) as Record<string, unknown>;
}

/** The group under which tRPC knows operations of `group`: `call` is a reserved word there. */
export function trpcGroup(group: string): string {
  return group === "call" ? "calls" : group;
}

/** GraphQL field of an operation: `messageSendText`. */
export function graphqlField(group: string, name: string): string {
  return trpcGroup(group) + name.charAt(0).toUpperCase() + name.slice(1);
}

/** Names that a face cannot offer: tRPC's own properties and those of every JavaScript object and promise. */
export const reservedNames: ReadonlySet<string> = new Set([
  "then",
  "call",
  "apply",
  "bind",
  "constructor",
  "prototype",
  "__proto__",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "query",
  "mutate",
  "subscribe",
  "_def",
  "createCaller",
]);

import { type OperationEntry, operationEntries, reservedNames, trpcGroup } from "@waxwing/contract";

/** Path of the one subscription. */
export const eventsPath = "events";

/**
 * The operations by the path under which tRPC knows them: `message.sendText`.
 * @throws Error when a name is reserved by tRPC, contains a separator, or stands for two things
 */
export function procedurePaths(
  entries: readonly OperationEntry[] = operationEntries,
): ReadonlyMap<string, OperationEntry> {
  const procedures = new Map<string, OperationEntry>();
  const groups = new Map<string, string>();
  for (const entry of entries) {
    const group = trpcGroup(entry.group);
    for (const name of [group, entry.name]) {
      if (reservedNames.has(name)) throw new Error(`tRPC reserves the name "${name}" (operation ${entry.id})`);
      if (!/^[A-Za-z0-9_]+$/.test(name)) throw new Error(`"${name}" cannot be a name in tRPC (operation ${entry.id})`);
    }
    if (group === eventsPath)
      throw new Error(`"${eventsPath}" is the subscription and cannot be a group (operation ${entry.id})`);
    const namedBy = groups.get(group) ?? entry.group;
    if (namedBy !== entry.group)
      throw new Error(`the groups "${namedBy}" and "${entry.group}" are both "${group}" in tRPC`);
    groups.set(group, entry.group);
    const path = `${group}.${entry.name}`;
    if (procedures.has(path)) throw new Error(`two operations are "${path}" in tRPC`);
    procedures.set(path, entry);
  }
  return procedures;
}

import type { PoolClient } from "pg";
import type { CoreParts } from "../core-parts.ts";
import type { InstanceRecord } from "../instance-directory.ts";
import { appendEvents, lockStream, type NewEvent } from "./append.ts";

export type EventsOfInstance = NewEvent[];

/**
 * Changes an instance and appends the events of the change, in one transaction under the stream's lock. `change` may
 * answer a step that runs after the events were appended.
 */
export async function changeInstance(
  { database, committed }: Pick<CoreParts, "database" | "committed">,
  instance: Pick<InstanceRecord, "id" | "name" | "ownerJid">,
  events: readonly NewEvent[],
  change: (client: PoolClient) => Promise<void | (() => Promise<void>)>,
): Promise<void> {
  await database.transaction(async (client) => {
    const lock = await lockStream(client, instance.id);
    const afterwards = await change(client);
    await appendEvents(
      lock,
      { instanceId: instance.id, instanceName: instance.name, sender: instance.ownerJid },
      events,
    );
    await afterwards?.();
  });
  committed(events.length);
}

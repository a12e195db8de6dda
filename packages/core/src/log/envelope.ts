import { type EventEnvelope, events } from "@waxwing/contract";
import type { LoggedEvent } from "../delivery-channel.ts";

/** The event as it leaves the server. The payload was typed when it was appended. */
export function toEnvelope(event: LoggedEvent, serverUrl: string): EventEnvelope {
  return {
    id: event.id,
    sequence: event.sequence,
    event: events[event.type].wireName,
    type: event.type,
    instance: event.instanceName,
    instanceId: event.instanceId,
    data: event.data,
    date_time: event.occurredAt.toISOString(),
    sender: event.sender,
    server_url: serverUrl,
  } as EventEnvelope;
}

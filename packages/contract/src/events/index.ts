import { z } from "zod";
import type { EventDefinition } from "../definition/event.ts";
import { field, metadataOf, volatileField } from "../definition/schema.ts";
import { botEvents } from "./bot.ts";
import { chatEvents } from "./chat.ts";
import { connectionEvents } from "./connection.ts";
import { groupEvents } from "./group.ts";
import { messageEvents } from "./message.ts";
import { type EventType, eventTypes } from "./types.ts";

const declared = { ...connectionEvents, ...messageEvents, ...chatEvents, ...groupEvents, ...botEvents };

/** Every event of Waxwing by its subscription name. */
export const events: typeof declared & Record<EventType, EventDefinition> = declared;
export type Events = typeof declared;

/** Payload of an event. */
export type EventData<T extends EventType> = z.output<Events[T]["data"]>;

/** What every event carries around its payload. */
export const envelopeFields = {
  id: volatileField(
    z.uuid(),
    "Id of the event (UUIDv7); resume a stream after it",
    "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b12",
  ),
  sequence: volatileField(z.int(), "Position within the instance, from 1 without gaps", 1),
  instance: field(z.string(), "Name of the instance", "my-instance"),
  instanceId: volatileField(z.uuid(), "Id of the instance", "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b11"),
  date_time: volatileField(z.iso.datetime(), "When it happened, UTC", "2026-11-22T12:00:00.000Z"),
  sender: field(z.string(), "The account's own address", "5511999999999@s.whatsapp.net").nullable(),
  server_url: field(z.string(), "Public address of the server", "http://localhost:8080"),
  destination: field(z.string(), "Where a webhook was posted to", "https://your-server.com/webhook").optional(),
};

interface EnvelopeBase {
  id: string;
  sequence: number;
  instance: string;
  instanceId: string;
  date_time: string;
  sender: string | null;
  server_url: string;
  destination?: string | undefined;
}

/** An event as it leaves the server; `type` tells the payload. */
export type EventEnvelope = {
  [T in EventType]: EnvelopeBase & { event: Events[T]["wireName"]; type: T; data: EventData<T> };
}[EventType];

/** The envelope of one type of event. */
export type EventEnvelopeOf<T extends EventType> = Extract<EventEnvelope, { type: T }>;

/** The schema of the envelope of one type of event. */
export function envelopeSchema<T extends EventType>(type: T): z.ZodObject {
  const definition = events[type];
  const { id, sequence, ...rest } = envelopeFields;
  return z
    .object({
      id,
      sequence,
      event: z.literal(definition.wireName).meta({ description: "Name on the wire", examples: [definition.wireName] }),
      type: z.literal(type).meta({ description: "Subscription name", examples: [type] }),
      // Lists and null have no description of their own.
      data:
        metadataOf(definition.data).description === undefined
          ? definition.data.meta({ description: definition.description })
          : definition.data,
      ...rest,
    })
    .meta({ id: `${pascalCase(type)}Event`, description: definition.description });
}

/** `MESSAGES_UPSERT` → `MessagesUpsert`. */
export function pascalCase(type: string): string {
  return type
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

const typesByWireName = new Map<string, EventType>(eventTypes.map((type) => [events[type].wireName, type]));

/** The type of a wire name, or undefined. */
export function eventTypeOf(wireName: string): EventType | undefined {
  return typesByWireName.get(wireName);
}

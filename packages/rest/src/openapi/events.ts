import { type EventType, envelopeSchema, events, eventTypes, exampleOf, pascalCase } from "@waxwing/contract";
import type { PathItemObject, ReferenceObject, SchemaObject } from "openapi3-ts/oas31";
import type { SchemaComponents } from "./components.ts";
import { errorResponses } from "./errors.ts";

function envelopeName(type: EventType): string {
  return `${pascalCase(type)}Event`;
}

/** One webhook for each event, with the envelope as its body. */
export function webhooksOf(components: SchemaComponents): Record<string, PathItemObject> {
  return Object.fromEntries(eventTypes.map((type) => [type, webhookOf(type, components)]));
}

function webhookOf(type: EventType, components: SchemaComponents): PathItemObject {
  const schema = envelopeSchema(type);
  return {
    post: {
      operationId: `webhook.${type}`,
      tags: ["events"],
      summary: events[type].wireName,
      description: events[type].description,
      security: [],
      requestBody: {
        required: true,
        content: { "application/json": { schema: components.add(schema, "output"), example: exampleOf(schema) } },
      },
      responses: { "2XX": { description: "Taken; any other answer is tried again" } },
    },
  };
}

/** The union of all envelopes, told apart by `type`. */
export function eventSchema(): SchemaObject {
  const reference = (type: EventType): string => `#/components/schemas/${envelopeName(type)}`;
  return {
    description: "An event; `type` tells the payload",
    oneOf: eventTypes.map((type): ReferenceObject => ({ $ref: reference(type) })),
    discriminator: {
      propertyName: "type",
      mapping: Object.fromEntries(eventTypes.map((type) => [type, reference(type)])),
    },
  };
}

/** `GET /events`. */
export function eventStreamPath(components: SchemaComponents): PathItemObject {
  const shape = envelopeSchema("MESSAGES_UPSERT").shape;
  const eventId = components.add(shape["id"] as (typeof shape)[string], "output");
  return {
    get: {
      operationId: "events.stream",
      tags: ["events"],
      summary: "Live events",
      description: [
        "Server-sent events: `id` is the event's id, `event` its name on the wire (`messages.upsert`), `data` the envelope as JSON. A comment arrives every 15 seconds.",
        "After an interruption, send the last id in `Last-Event-ID` (it wins over `lastEventId`) to get what was missed, in order.",
        "The key goes into the header `apikey` and nowhere else: a browser's own `EventSource` cannot set headers, use `fetch` or a library that can.",
      ].join("\n\n"),
      parameters: [
        {
          name: "instanceName",
          in: "query",
          description: "One instance; with the global key all when left out",
          schema: { type: "string" },
          example: "my-instance",
        },
        {
          name: "types",
          in: "query",
          description: "Types of events, repeated or separated by commas; all when left out",
          schema: { type: "array", items: { type: "string", enum: [...eventTypes] } },
          example: ["MESSAGES_UPSERT"],
        },
        { name: "lastEventId", in: "query", description: "Resume after this event", schema: eventId },
        { name: "Last-Event-ID", in: "header", description: "Resume after this event", schema: eventId },
      ],
      responses: {
        "200": {
          description: "The stream; `x-event-schema` is what `data` holds",
          content: {
            "text/event-stream": {
              schema: { type: "string" },
              "x-event-schema": { $ref: "#/components/schemas/Event" },
              example: sseExample(),
            },
          },
        },
        ...errorResponses({ access: "instance", errors: ["EVENT_NOT_RETAINED"] }),
      },
    },
  };
}

function sseExample(): string {
  const envelope = exampleOf(envelopeSchema("CONNECTION_UPDATE")) as { id: string; event: string };
  return `id: ${envelope.id}\nevent: ${envelope.event}\ndata: ${JSON.stringify(envelope)}\n\n`;
}

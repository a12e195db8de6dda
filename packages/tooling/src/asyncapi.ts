import { type EventType, envelopeSchema, events, eventTypes, exampleOf, pascalCase } from "@waxwing/contract";
import * as z from "zod";
import { version } from "./repository.ts";

type Json = Record<string, unknown>;
const schemaPath = "#/components/schemas/";
const reference = (path: string): Json => ({ $ref: path });
const messageName = (type: EventType): string => pascalCase(type);
const messageReferences = (path: string): Json =>
  Object.fromEntries(eventTypes.map((type) => [messageName(type), reference(`${path}${messageName(type)}`)]));

const componentName = (definition: string): string => definition.replace(/^__schema/, "Json");

/**
 * Points the references of one JSON schema at the document's components. Objects stay open: a receiver that validates
 * must not break when an event gains a field.
 */
function embedded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => embedded(item));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, item]) => !(key === "additionalProperties" && item === false));
  const entries = kept.map(([key, item]) => {
    const isReference = key === "$ref" && typeof item === "string" && item.startsWith("#/definitions/");
    return [key, isReference ? `${schemaPath}${componentName(item.slice("#/definitions/".length))}` : embedded(item)];
  });
  return Object.fromEntries(entries);
}

/**
 * JSON schemas of every envelope and of the models in them, by name. AsyncAPI 3.0 reads JSON Schema draft 7. One call for
 * all of them: zod names a schema without an id (`z.json()`) "__schema0", which is unique within one call only.
 */
function componentSchemas(): Json {
  const envelopes = z.object(Object.fromEntries(eventTypes.map((type) => [type, envelopeSchema(type)])));
  const { definitions } = z.toJSONSchema(envelopes, { target: "draft-7", io: "output" });
  const schemas = Object.entries(z.record(z.string(), z.unknown()).parse(definitions)).map(
    ([name, schema]) => [componentName(name), embedded(schema)] as const,
  );
  return Object.fromEntries(schemas.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One message for each event of the contract, with its envelope and an example. */
function componentMessages(): Json {
  const messages = eventTypes.map((type) => {
    const { wireName, description } = events[type];
    const payload = exampleOf(envelopeSchema(type), type);
    const message = {
      name: type,
      title: wireName,
      summary: description,
      contentType: "application/json",
      payload: reference(`${schemaPath}${messageName(type)}Event`),
      examples: [{ name: wireName, payload }],
    };
    return [messageName(type), message];
  });
  return Object.fromEntries(messages);
}

/**
 * The AsyncAPI 3.0 description of what leaves the server on its own: one message for each event of the contract, one
 * channel for each form of delivery. Needs no server and gives the same document every time.
 *
 * @throws Error when an event has no example.
 */
export function asyncApiDocument(): Json {
  const messages = messageReferences("#/components/messages/");
  const sends = (channel: string, summary: string): Json => ({
    action: "send",
    channel: reference(`#/channels/${channel}`),
    summary,
    messages: eventTypes.map((type) => reference(`#/channels/${channel}/messages/${messageName(type)}`)),
  });
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Waxwing events",
      version,
      description:
        "Everything that happens to an instance, as the server sends it. Every event is delivered at least once and in " +
        "order per chat; `id` tells a repeated delivery, `sequence` counts the events of one instance without gaps.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: "application/json",
    channels: {
      webhook: {
        address: null,
        title: "Webhook",
        description: "An HTTP POST to the URL of the instance's webhook; any 2xx answer takes the event.",
        messages,
      },
      webhookByEvents: {
        address: "/{type}",
        title: "Webhook with `webhookByEvents`",
        description: "The same POST, with the event's subscription name appended to the URL.",
        parameters: { type: { description: "Subscription name of the event", enum: [...eventTypes] } },
        messages,
      },
    },
    operations: {
      postEvent: sends("webhook", "The server posts an event"),
      postEventByName: sends("webhookByEvents", "The server posts an event to its own path"),
    },
    components: { messages: componentMessages(), schemas: componentSchemas() },
  };
}

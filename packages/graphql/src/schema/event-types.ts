import {
  type EventEnvelope,
  EventTypeName,
  envelopeFields,
  envelopeSchema,
  eventTypes,
  metadataOf,
} from "@waxwing/contract";
import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from "graphql";
import type { z } from "zod";
import type { GraphqlContext } from "../request/context.ts";
import { type EventArguments, subscribeToEvents } from "./event-stream.ts";
import type { TypeMapper } from "./type-mapper.ts";

/** The one subscription, and the types of all events, which no field names. */
export interface EventSchema {
  readonly field: GraphQLFieldConfig<unknown, GraphqlContext, EventArguments>;
  readonly types: readonly GraphQLObjectType[];
}

/** Interface `Event` with the envelope, and one object type with its own `data` for each event. */
export function eventSchema(mapper: TypeMapper): EventSchema {
  const type = mapper.output(EventTypeName, "EventType");
  const { id, sequence, ...rest } = envelopeFields;
  const common: GraphQLFieldConfigMap<Record<string, unknown>, GraphqlContext> = {
    ...mapper.outputFields({ id, sequence }, "Event"),
    event: { type: new GraphQLNonNull(GraphQLString), description: "Name on the wire, e.g. `messages.upsert`" },
    type,
    ...mapper.outputFields(rest, "Event"),
  };
  const typeNames = new Map(eventTypes.map((eventType) => [eventType, eventTypeName(envelopeSchema(eventType))]));
  const Event = new GraphQLInterfaceType({
    name: "Event",
    description: "Something that happened; the type tells the payload",
    fields: common,
    resolveType: (envelope: EventEnvelope) => typeNames.get(envelope.type),
  });
  const types = eventTypes.map((eventType) => {
    const schema = envelopeSchema(eventType);
    const name = eventTypeName(schema);
    const { data } = schema.shape as Record<string, z.core.$ZodType>;
    const fields = { ...common, ...mapper.outputFields(data === undefined ? {} : { data }, name) };
    const description = metadataOf(schema).description;
    return mapper.named(
      name,
      { eventType },
      () => new GraphQLObjectType({ name, description, interfaces: [Event], fields }),
    );
  });
  return {
    types,
    field: {
      type: new GraphQLNonNull(Event),
      description:
        "Events as they happen, in order. Without `instanceName`: of all instances (global key only). With `lastEventId`: first those that followed that event.",
      args: {
        instanceName: { type: GraphQLString, description: "Name of the instance" },
        types: {
          type: new GraphQLList(mapper.input(EventTypeName, "EventType").type),
          description: "Events of these types only; left out or empty means all",
        },
        lastEventId: { type: GraphQLID, description: "Id of the last event that was seen" },
      },
      subscribe: (_root, args, context) => subscribeToEvents(args, context),
      resolve: (envelope) => envelope,
    },
  };
}

function eventTypeName(schema: z.ZodObject): string {
  const { id } = metadataOf(schema);
  if (id === undefined) throw new Error("an event's envelope has no name");
  return id;
}

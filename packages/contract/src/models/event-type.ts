import { z } from "zod";
import { eventTypes } from "../events/types.ts";

/** Subscription name of an event. */
export const EventTypeName = z.enum(eventTypes).meta({
  id: "EventType",
  description: "Name of an event",
  examples: ["MESSAGES_UPSERT"],
});

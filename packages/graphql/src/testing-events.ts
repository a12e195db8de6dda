import { type EventEnvelope, type EventType, envelopeSchema, exampleOf } from "@waxwing/contract";

/** The example of an event, with an id of its own for each `sequence`. */
export function exampleEvent(type: EventType, sequence = 1): EventEnvelope {
  const example = exampleOf(envelopeSchema(type)) as EventEnvelope;
  return { ...example, sequence, id: `0199d9a0-7c1e-7d7a-8a52-${sequence.toString(16).padStart(12, "0")}` };
}

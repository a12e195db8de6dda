import type { z } from "zod";

/** One thing that happened, as subscribers see it. */
export interface EventDefinition<Wire extends string = string, Data extends z.ZodType = z.ZodType> {
  /** Name on the wire: lower case with dots, e.g. `messages.upsert`. */
  readonly wireName: Wire;
  readonly description: string;
  readonly data: Data;
}

/** Declares an event. The payload's example is composed from its schema. */
export function event<const Wire extends string, Data extends z.ZodType>(
  wireName: Wire,
  description: string,
  data: Data,
): EventDefinition<Wire, Data> {
  return { wireName, description, data };
}

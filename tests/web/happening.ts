import { type EventType, envelopeSchema } from "@waxwing/contract";
import { expect } from "vitest";
import { until } from "../processes/conditions.ts";
import { isObject } from "../support/contract-values.ts";
import type { World } from "./scenario.ts";

type Json = Record<string, unknown>;

/** Something that people do at WhatsApp, and the event that tells it. */
export interface Happening<Context = unknown> {
  readonly about: string;
  readonly type: EventType;
  /** Lets it happen; `marker` is a word that no other happening has. */
  readonly cause: (world: World, marker: string) => Promise<Context> | Context;
  /** Fields of the event's data; of a list, those of one of its elements, or as `""` an element that is a text. */
  readonly data: (world: World, marker: string, context: Context) => Json;
}

/** A happening with the type of its context worked out. */
export function happening<Context>(definition: Happening<Context>): Happening {
  return definition as Happening;
}

/** Waits for the envelope of this type whose data has these fields, and checks that it is as the contract says. */
export async function arrived(
  channel: string,
  envelopes: () => readonly Json[],
  type: EventType,
  data: Json,
): Promise<Json> {
  const ofType = (): Json[] => envelopes().filter((envelope) => envelope["type"] === type);
  const found = await until(
    `${type} by ${channel}`,
    () => ofType().find((envelope) => hasFields(envelope["data"], data)),
    10_000,
  ).catch((cause: unknown) => {
    const others = ofType()
      .slice(-3)
      .map((envelope) => JSON.stringify(envelope["data"]).slice(0, 1500));
    throw new Error(`no ${type} by ${channel} with ${JSON.stringify(data)}; the last ones:\n${others.join("\n")}`, {
      cause,
    });
  });
  expect(envelopeSchema(type).parse(found)).toEqual(found);
  return found;
}

function hasFields(value: unknown, expected: Json): boolean {
  if (Array.isArray(value)) return value.some((element) => hasFields(element, expected));
  if (typeof value === "string") return value === expected[""];
  if (!isObject(value)) return false;
  try {
    expect(value).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}

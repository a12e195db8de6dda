import { z } from "zod";

/** Metadata that Waxwing adds to a zod schema; keys starting with `x-` also appear in OpenAPI. */
export interface SchemaMetadata {
  readonly id?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  /** The value differs from call to call (ids, times, tokens); comparisons look at its type only. */
  readonly "x-volatile"?: boolean;
}

/** The metadata of `schema` itself, without that of what it wraps. */
export function metadataOf(schema: z.core.$ZodType): SchemaMetadata {
  return (z.globalRegistry.get(schema) ?? {}) as SchemaMetadata;
}

/** Describes a field and gives an example of it. */
export function field<S extends z.ZodType>(schema: S, description: string, example: z.input<S>): S {
  return schema.meta({ description, examples: [example] });
}

/** Like {@link field}, for a value that differs from call to call (ids, times, tokens). */
export function volatileField<S extends z.ZodType>(schema: S, description: string, example: z.input<S>): S {
  return schema.meta({ description, examples: [example], "x-volatile": true });
}

/** A named model: `id` is its name in OpenAPI, GraphQL and the SDKs. Its example is composed from its fields unless given. */
export function model<Shape extends z.core.$ZodLooseShape>(
  id: string,
  description: string,
  shape: Shape,
  example?: Readonly<Record<string, unknown>>,
): z.ZodObject<Shape, z.core.$strip> {
  return z.object(shape).meta({ id, description, ...(example === undefined ? {} : { examples: [example] }) });
}

/** A named enumeration. */
export function enumeration<const Values extends readonly [string, ...string[]]>(
  id: string,
  description: string,
  values: Values,
): z.ZodEnum<{ [K in Values[number]]: K }> {
  return z.enum(values).meta({ id, description, examples: [values[0]] }) as z.ZodEnum<{ [K in Values[number]]: K }>;
}

/** Any JSON value, for data whose shape belongs to somebody else. */
export const Json: z.ZodType<JsonValue, JsonValue> = z.json();

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

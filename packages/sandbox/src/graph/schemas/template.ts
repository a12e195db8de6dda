import { z } from "zod";
import { Document, Image, Video } from "./media.ts";

const Text = z.object({
  type: z.literal("text"),
  text: z.string().min(1).max(32768),
  parameter_name: z.string().optional(),
});
const Currency = z.object({
  type: z.literal("currency"),
  currency: z.object({ fallback_value: z.string(), code: z.string().length(3), amount_1000: z.number() }),
});
const DateTime = z.object({
  type: z.literal("date_time"),
  date_time: z.looseObject({ fallback_value: z.string() }),
});
const Parameter = z.discriminatedUnion("type", [
  Text,
  Currency,
  DateTime,
  z.object({ type: z.literal("image"), image: Image }),
  z.object({ type: z.literal("video"), video: Video }),
  z.object({ type: z.literal("document"), document: Document }),
  z.object({ type: z.literal("location"), location: z.looseObject({}) }),
]);
const ButtonParameter = z.looseObject({
  type: z.enum(["payload", "text", "coupon_code", "action", "limited_time_offer"]),
});

const Component = z.discriminatedUnion("type", [
  z.object({ type: z.literal("header"), parameters: z.array(Parameter).min(1).optional() }),
  z.object({ type: z.literal("body"), parameters: z.array(Parameter).optional() }),
  z.object({
    type: z.literal("button"),
    sub_type: z.enum(["quick_reply", "url", "catalog", "copy_code", "flow", "mpm", "voice_call", "order_details"]),
    index: z.union([z.string().regex(/^\d$/), z.int().min(0).max(9)]),
    parameters: z.array(ButtonParameter).min(1).optional(),
  }),
  z.looseObject({ type: z.enum(["carousel", "limited_time_offer", "order_status"]) }),
]);

/** Source: Cloud API reference, "Messages", template object. */
export const Template = z.object({
  name: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[a-z0-9_]+$/),
  language: z.object({ code: z.string().min(2), policy: z.literal("deterministic").optional() }),
  components: z.array(Component).optional(),
});

import { z } from "zod";
import { Document, Image, Video } from "./media.ts";

const Header = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string().min(1).max(60), sub_text: z.string().max(60).optional() }),
  z.object({ type: z.literal("image"), image: Image }),
  z.object({ type: z.literal("video"), video: Video }),
  z.object({ type: z.literal("document"), document: Document }),
]);
const Footer = z.object({ text: z.string().min(1).max(60) });

function areUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

const ReplyButton = z.object({
  type: z.literal("reply"),
  reply: z.object({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
});

const ButtonMessage = z.object({
  type: z.literal("button"),
  header: Header.optional(),
  body: z.object({ text: z.string().min(1).max(1024) }),
  footer: Footer.optional(),
  action: z.object({
    buttons: z
      .array(ReplyButton)
      .min(1)
      .max(3)
      .refine((buttons) => areUnique(buttons.map((button) => button.reply.id)), { error: "button ids must be unique" })
      .refine((buttons) => areUnique(buttons.map((button) => button.reply.title)), {
        error: "button titles must be unique",
      }),
  }),
});

const Section = z.object({
  title: z.string().max(24).optional(),
  rows: z
    .array(
      z.object({
        id: z.string().min(1).max(200),
        title: z.string().min(1).max(24),
        description: z.string().max(72).optional(),
      }),
    )
    .min(1)
    .max(10),
});

const ListMessage = z.object({
  type: z.literal("list"),
  header: z.object({ type: z.literal("text"), text: z.string().min(1).max(60) }).optional(),
  // Meta's reference page allows 4096 here; its OpenAPI file says 1024 for every body.
  body: z.object({ text: z.string().min(1).max(4096) }),
  footer: Footer.optional(),
  action: z.object({
    button: z.string().min(1).max(20),
    sections: z
      .array(Section)
      .min(1)
      .max(10)
      .refine((sections) => sections.reduce((count, section) => count + section.rows.length, 0) <= 10, {
        error: "all sections together may have at most 10 rows",
      })
      .refine((sections) => areUnique(sections.flatMap((section) => section.rows.map((row) => row.id))), {
        error: "row ids must be unique",
      })
      .refine((sections) => sections.length === 1 || sections.every((section) => (section.title ?? "") !== ""), {
        error: "every section needs a title when there is more than one",
      }),
  }),
});

const CtaUrlMessage = z.object({
  type: z.literal("cta_url"),
  header: Header.optional(),
  body: z.object({ text: z.string().min(1).max(1024) }),
  footer: Footer.optional(),
  action: z.object({
    name: z.literal("cta_url"),
    parameters: z.object({ display_text: z.string().min(1).max(20), url: z.url({ protocol: /^https?$/ }) }),
  }),
});

const LocationRequestMessage = z.object({
  type: z.literal("location_request_message"),
  body: z.object({ text: z.string().min(1).max(1024) }),
  action: z.object({ name: z.literal("send_location") }),
});

/** Checked for their outline only: what is inside `action` depends on catalogues and flows that this server has not. */
const OutlineMessage = z.object({
  type: z.enum(["call_permission_request", "catalog_message", "flow", "product", "product_list", "voice_call"]),
  body: z.object({ text: z.string().min(1).max(1024) }).optional(),
  footer: Footer.optional(),
  action: z.looseObject({}),
});

/** Source: Cloud API reference, "Messages", interactive object. */
export const Interactive = z.discriminatedUnion("type", [
  ButtonMessage,
  ListMessage,
  CtaUrlMessage,
  LocationRequestMessage,
  OutlineMessage,
]);

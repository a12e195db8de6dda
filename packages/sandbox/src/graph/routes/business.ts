import { createHash } from "node:crypto";
import { z } from "zod";
import { unknownObject } from "../errors.ts";
import { parseWith } from "../schemas/parse.ts";
import type { Routes } from "./context.ts";
import { select } from "./fields.ts";

/** Source of the limits: Cloud API reference, "Business profiles". */
const ProfileChange = z.object({
  messaging_product: z.literal("whatsapp"),
  about: z.string().min(1).max(139).optional(),
  address: z.string().max(256).optional(),
  description: z.string().max(512).optional(),
  email: z.string().max(128).optional(),
  profile_picture_handle: z.string().optional(),
  vertical: z
    .enum([
      "ALCOHOL",
      "APPAREL",
      "AUTO",
      "BEAUTY",
      "EDU",
      "ENTERTAIN",
      "EVENT_PLAN",
      "FINANCE",
      "GOVT",
      "GROCERY",
      "HEALTH",
      "HOTEL",
      "NONPROFIT",
      "ONLINE_GAMBLING",
      "OTC_DRUGS",
      "OTHER",
      "PHYSICAL_GAMBLING",
      "PROF_SERVICES",
      "RESTAURANT",
      "RETAIL",
      "TRAVEL",
    ])
    .optional(),
  websites: z.array(z.string().max(256)).max(2).optional(),
});
type Profile = Omit<z.output<typeof ProfileChange>, "messaging_product" | "profile_picture_handle">;

const ProfileQuery = z.object({ fields: z.string().optional() });
const TemplateQuery = z.object({
  name: z.string().optional(),
  language: z.string().optional(),
  limit: z.coerce.number().int().min(1).default(25),
  after: z.string().optional(),
});

/** The profile that a number shows (uploaded pictures are taken and not shown), and the templates of its business. */
export const businessRoutes: Routes = (app, { directory, options }) => {
  const profiles = new Map<string, Profile>();

  app.get<{ Params: { id: string } }>("/:id/whatsapp_business_profile", async (request) => {
    const { id } = request.params;
    if (directory.number(id) === undefined) throw unknownObject(request.method, id);
    const { fields } = parseWith(ProfileQuery, request.query);
    const node = { id, about: "", address: "", description: "", email: "", websites: [], vertical: "UNDEFINED" };
    const profile = { ...node, ...profiles.get(id), messaging_product: "whatsapp" };
    const { id: _id, ...shown } = select(profile, fields ?? "messaging_product", "WhatsAppBusinessProfile");
    return { data: [{ ...shown, messaging_product: "whatsapp" }] };
  });

  app.post<{ Params: { id: string } }>("/:id/whatsapp_business_profile", async (request) => {
    const { id } = request.params;
    if (directory.number(id) === undefined) throw unknownObject(request.method, id);
    const {
      messaging_product: _product,
      profile_picture_handle: _picture,
      ...change
    } = parseWith(ProfileChange, request.body);
    profiles.set(id, { ...profiles.get(id), ...change });
    return { success: true };
  });

  app.get<{ Params: { id: string } }>("/:id/message_templates", async (request) => {
    const { id } = request.params;
    if (!directory.numbers.some(({ businessId }) => businessId === id)) throw unknownObject(request.method, id);
    const { name, language, limit, after } = parseWith(TemplateQuery, request.query);
    const fitting = (options.templates ?? [])
      .filter(
        (each) => (name === undefined || each.name === name) && (language === undefined || each.language === language),
      )
      .map((each) => ({ ...each, status: "APPROVED", category: "UTILITY", components: [], id: templateId(id, each) }));
    const start = after === undefined ? 0 : fitting.findIndex((each) => cursorOf(each) === after) + 1;
    const data = fitting.slice(start, start + limit);
    const [first, last] = [data[0], data.at(-1)];
    return first === undefined || last === undefined
      ? { data }
      : { data, paging: { cursors: { before: cursorOf(first), after: cursorOf(last) } } };
  });
};

/** The same in every run: a template has no other identity than its names here. */
function templateId(
  businessId: string,
  { name, language }: { readonly name: string; readonly language: string },
): string {
  const digest = createHash("sha256").update(`${businessId}/${name}/${language}`).digest();
  return `1${String(digest.readUIntBE(0, 6)).padStart(15, "0").slice(-15)}`;
}

function cursorOf({ id }: { readonly id: string }): string {
  return Buffer.from(id).toString("base64");
}

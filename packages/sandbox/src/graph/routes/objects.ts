import { z } from "zod";
import { unknownObject } from "../errors.ts";
import type { PhoneNumber } from "../model.ts";
import { parseWith } from "../schemas/parse.ts";
import type { Routes } from "./context.ts";
import { select } from "./fields.ts";
import { describeMedia } from "./media.ts";

const Fields = z.object({ fields: z.string().optional(), phone_number_id: z.string().optional() });
/** Source: Cloud API, "Register a phone number". */
const Registration = z.object({
  messaging_product: z.literal("whatsapp"),
  pin: z.string().regex(/^\d{6}$/, { error: "must be six digits" }),
});

/** Reading and deleting by id, the list of phone numbers, and registration. */
export const objectRoutes: Routes = (app, context) => {
  const { directory, media } = context;

  app.get<{ Params: { id: string } }>("/:id", async (request) => {
    const { id } = request.params;
    const query = parseWith(Fields, request.query);
    const number = directory.number(id);
    if (number !== undefined) return select(describeNumber(number), query.fields, "WhatsAppBusinessPhoneNumber");
    const stored = media.get(id);
    if (stored !== undefined && (query.phone_number_id ?? stored.phoneNumberId) === stored.phoneNumberId) {
      return describeMedia(stored, `http://${request.host}`, context);
    }
    if (directory.numbers.some((candidate) => candidate.businessId === id)) {
      return select({ id, name: "Waxwing sandbox" }, query.fields, "WhatsAppBusinessAccount");
    }
    throw unknownObject(request.method, id);
  });

  app.delete<{ Params: { id: string } }>("/:id", async (request) => {
    const { id } = request.params;
    const query = parseWith(Fields, request.query);
    const owner = media.get(id)?.phoneNumberId;
    if (owner === undefined || (query.phone_number_id ?? owner) !== owner) throw unknownObject(request.method, id);
    return { success: media.delete(id) };
  });

  app.get<{ Params: { id: string } }>("/:id/phone_numbers", async (request) => {
    const numbers = directory.numbers.filter(({ businessId }) => businessId === request.params.id);
    if (numbers.length === 0) throw unknownObject(request.method, request.params.id);
    const query = parseWith(Fields, request.query);
    const cursor = (number: PhoneNumber | undefined): string => Buffer.from(number?.id ?? "").toString("base64");
    return {
      data: numbers.map((number) => select(describeNumber(number), query.fields, "WhatsAppBusinessPhoneNumber")),
      paging: { cursors: { before: cursor(numbers[0]), after: cursor(numbers.at(-1)) } },
    };
  });

  app.post<{ Params: { id: string } }>("/:id/register", async (request) => {
    if (directory.number(request.params.id) === undefined) throw unknownObject(request.method, request.params.id);
    parseWith(Registration, request.body);
    return { success: true };
  });
};

function describeNumber(number: PhoneNumber): Record<string, unknown> {
  return {
    verified_name: number.verifiedName,
    code_verification_status: "VERIFIED",
    display_phone_number: number.displayPhoneNumber,
    quality_rating: "GREEN",
    platform_type: "CLOUD_API",
    throughput: { level: "STANDARD" },
    status: "CONNECTED",
    name_status: "APPROVED",
    account_mode: "SANDBOX",
    is_official_business_account: false,
    messaging_limit_tier: "TIER_1K",
    id: number.id,
  };
}

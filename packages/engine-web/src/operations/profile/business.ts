import type { BusinessProfile } from "@waxwing/core";
import type { WABusinessProfile } from "@whiskeysockets/baileys";
import { jsonOf } from "../json.ts";

/** A business profile in the core's words. */
export function businessProfileOf(profile: WABusinessProfile, wid: string): BusinessProfile {
  const { address, description, website, email, category, business_hours: hours } = profile;
  return {
    wid,
    address: address || null,
    description: description || null,
    website: website ?? [],
    email: email || null,
    category: category || null,
    businessHours: jsonOf(hours.timezone === undefined ? null : hours),
  };
}

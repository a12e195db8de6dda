import { enumeration, model } from "../definition/schema.ts";

const Audience = enumeration("PrivacyAudience", "Who sees something of the account", [
  "all",
  "contacts",
  "contact_blacklist",
  "none",
]);

/** The six privacy settings, by WhatsApp's names. */
export const privacyFields = {
  readreceipts: enumeration("ReadReceipts", "Whether writers learn that their messages were read", ["all", "none"]),
  profile: Audience.meta({ description: "Who sees the picture" }),
  status: Audience.meta({ description: "Who sees the text about the account" }),
  online: enumeration("OnlineAudience", "Who sees that the account is online", ["all", "match_last_seen"]),
  last: Audience.meta({ description: "Who sees when the account was last online" }),
  groupadd: Audience.meta({ description: "Who may add the account to groups" }),
};

export const PrivacySettings = model("PrivacySettings", "The privacy settings of the account", privacyFields);

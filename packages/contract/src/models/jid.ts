import { z } from "zod";
import { field } from "../definition/schema.ts";

/** Instance names: letters, digits, `_`, `.`, `-`; `.` and `..` alone are refused because URLs swallow them. */
export const InstanceName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, "must be 1 to 64 of the characters A-Z a-z 0-9 _ . -")
  .refine((name) => name !== "." && name !== "..", "must not be . or ..")
  .meta({ description: "Name of the instance", examples: ["my-instance"] });

/** A phone number (international, digits) or a JID, as callers write it. */
export const Recipient = field(
  z.string().trim().min(1).max(128),
  "Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`)",
  "5511999999999",
);

/** The account that is asked about: a number or JID, or the instance's own account when left out or empty. */
export const AccountOrOwn = field(
  z.string().trim().max(128),
  "Number or JID; the account of the instance when left out or empty",
  "5511999999999",
).optional();

/** A chat, account or writer as callers write it: a JID or a number. */
export const Address = field(z.string().trim().min(1).max(128), "JID or number", "5511999999999@s.whatsapp.net");

/** A group's JID as callers write it: `@g.us` is added where it is missing. */
export const GroupJid = field(
  z
    .string()
    .trim()
    .regex(/^[\d-]{5,64}(?:@g\.us)?$/, "must be the JID of a group, like 120363025486748009@g.us")
    .overwrite((jid) => (jid.endsWith("@g.us") ? jid : `${jid}@g.us`)),
  "JID of the group; `@g.us` is added where it is missing",
  "120363025486748009@g.us",
);

/** A WhatsApp address, `<user>@<server>`. */
export const Jid = field(z.string().max(128), "WhatsApp address (JID)", "5511999999999@s.whatsapp.net");

/** Key of the idempotency of a mutation: 1 to 255 characters, kept for 24 hours. */
export const IdempotencyKey = field(
  z.string().min(1).max(255),
  "Repeating a call with the same key returns the first answer instead of doing it again (on REST the header Idempotency-Key)",
  "order-4711",
);

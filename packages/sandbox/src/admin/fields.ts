import { z } from "zod";
import { phoneDigits } from "../web/jid.ts";

/** A phone number as people write it; handlers get its digits. */
export const Phone = z
  .string()
  .regex(/^\+?[\d\s().-]+$/, { error: "must be a phone number" })
  .transform(phoneDigits)
  .refine((digits) => /^\d{5,20}$/.test(digits), { error: "must be a phone number of 5 to 20 digits" })
  .describe("Phone number, for example +55 11 98888-7777 or 5511988887777");

/** Parameter of paths below an account or a contact. */
export const PhonePath = z.object({ phone: Phone });

/** A whole number in a path or a query, where everything is text. */
export function wholeNumber(from: number, to: number): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string()
    .regex(/^\d+$/, { error: "must be a whole number" })
    .transform((text, context) => {
      const number = Number(text);
      if (number < from || number > to) {
        context.addIssue({ code: "custom", message: `must be from ${from} to ${to}` });
        return z.NEVER;
      }
      return number;
    });
}

/** `true` or `false` in a query. */
export const Flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** To whom a contact writes. */
export const WriteTo = z
  .string()
  .min(1)
  .optional()
  .describe(
    "Phone number of a WhatsApp user, JID of a group, or id or number of a Cloud API number. When absent: whoever wrote " +
      "last; else the only user with a linked device; else the first Cloud API number",
  );

export const Base64 = z.base64().min(1).describe("Bytes in base64");
export const Done = z.object({ done: z.literal(true) });
export const done = { done: true } as const;

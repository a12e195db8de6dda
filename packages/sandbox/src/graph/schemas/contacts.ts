import { z } from "zod";

const kind = z.string().optional();
const part = z.string().optional();

const Name = z
  .object({
    formatted_name: z.string().min(1),
    first_name: part,
    last_name: part,
    middle_name: part,
    prefix: part,
    suffix: part,
  })
  .refine(({ formatted_name: _formatted, ...parts }) => Object.values(parts).some((value) => value !== undefined), {
    error: "at least one other part of the name is required beside formatted_name",
  });

/** Source: Cloud API reference, "Messages", contacts object. At most 257 of them in one message. */
export const Contacts = z
  .array(
    z.object({
      name: Name,
      birthday: z.iso.date().optional(),
      phones: z.array(z.object({ phone: part, type: kind, wa_id: part })).optional(),
      emails: z.array(z.object({ email: part, type: kind })).optional(),
      urls: z.array(z.object({ url: part, type: kind })).optional(),
      org: z.object({ company: part, department: part, title: part }).optional(),
      addresses: z
        .array(
          z.object({
            street: part,
            city: part,
            state: part,
            zip: part,
            country: part,
            country_code: part,
            type: kind,
          }),
        )
        .optional(),
    }),
  )
  .min(1)
  .max(257);

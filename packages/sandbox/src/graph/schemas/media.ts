import { z } from "zod";

const caption = z.string().max(1024).optional();
const link = z.url({ protocol: /^https?$/ });

interface Source {
  readonly id?: string | undefined;
  readonly link?: string | undefined;
}

/** Exactly one of `id` and `link` says where the medium is. */
function hasOneSource(media: Source): boolean {
  return (media.id === undefined) !== (media.link === undefined);
}

const oneSource = { error: "exactly one of id and link is required" };
const source = { id: z.string().min(1).optional(), link: link.optional() };

/** Source of these shapes: Cloud API reference, "Messages", media object. */
export const Image = z.strictObject({ ...source, caption }).refine(hasOneSource, oneSource);
export const Video = z.strictObject({ ...source, caption }).refine(hasOneSource, oneSource);
export const Audio = z.strictObject({ ...source, voice: z.boolean().optional() }).refine(hasOneSource, oneSource);
export const Document = z
  .strictObject({ ...source, caption, filename: z.string().max(240).optional() })
  .refine(hasOneSource, oneSource);
export const Sticker = z.strictObject(source).refine(hasOneSource, oneSource);

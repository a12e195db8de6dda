import type { Media } from "../../media/media.ts";
import type { BusinessProfile } from "../../model.ts";
import { childOf, childrenOf, element, type Stanza, textOf } from "../../stanza.ts";
import type { BusinessProfileChange } from "./business-profiles.ts";

/** `<profile jid>` as clients read it. The child `<cover_photo>` is assumed: Baileys does not look for it. */
export function businessProfileElement(media: Media, jid: string, profile: BusinessProfile): Stanza {
  const texts = (["address", "description", "email"] as const).flatMap((field) => {
    const text = profile[field];
    return text === undefined ? [] : [textElement(field, text)];
  });
  const categories = profile.categories.map(({ id, name }) => element("category", { id }, Buffer.from(name)));
  const { hours, coverPhoto } = profile;
  return element("profile", { jid }, [
    ...texts,
    ...profile.websites.map((website) => textElement("website", website)),
    element("categories", {}, categories),
    ...(hours === undefined ? [] : [hoursElement(hours)]),
    ...(coverPhoto === undefined
      ? []
      : [element("cover_photo", { id: coverPhoto.id, url: media.reachable(coverPhoto.url) })]),
  ]);
}

/** Reads the children of a client's `<business_profile mutation_type="delta">`. */
export function readBusinessChange(request: Stanza): BusinessProfileChange {
  const change: { -readonly [Field in keyof BusinessProfileChange]: BusinessProfileChange[Field] } = {};
  for (const field of ["address", "description", "email"] as const) {
    const child = childOf(request, field);
    if (child !== undefined) change[field] = textOf(child);
  }
  const websites = childrenOf(request, "website");
  if (websites.length > 0) change.websites = websites.map(textOf).filter((website) => website !== "");
  const hours = childOf(request, "business_hours");
  if (hours !== undefined) change.hours = readHours(hours);
  return change;
}

function readHours(hours: Stanza): NonNullable<BusinessProfile["hours"]> {
  const days = childrenOf(hours, "business_hours_config").map(({ attrs }) => ({
    day: attrs["day_of_week"] ?? "",
    mode: attrs["mode"] ?? "",
    ...(attrs["open_time"] === undefined ? {} : { open: Number(attrs["open_time"]) }),
    ...(attrs["close_time"] === undefined ? {} : { close: Number(attrs["close_time"]) }),
  }));
  return { timezone: hours.attrs["timezone"] ?? "", days };
}

function hoursElement({ timezone, days }: NonNullable<BusinessProfile["hours"]>): Stanza {
  const configs = days.map(({ day, mode, open, close }) =>
    element("business_hours_config", { day_of_week: day, mode, open_time: open, close_time: close }),
  );
  return element("business_hours", { timezone }, configs);
}

/** An element with text in it, always as bytes: a text that happens to be a JID or a number would be packed otherwise. */
export function textElement(tag: string, text: string): Stanza {
  return element(tag, {}, Buffer.from(text));
}

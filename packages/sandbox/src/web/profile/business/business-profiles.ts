import { IqError } from "../../iq.ts";
import type { MediaAddress } from "../../media/media.ts";
import type { Account, BusinessProfile } from "../../model.ts";
import type { World } from "../../world.ts";

/** An uploaded cover photo that no profile has yet. */
interface OfferedCoverPhoto {
  readonly id: string;
  readonly token: string;
  /** Unix seconds. */
  readonly setAt: number;
  readonly url: string;
}

/** What a client changes: absent fields stay as they are. */
export type BusinessProfileChange = Pick<BusinessProfile, "address" | "description" | "email" | "hours"> & {
  readonly websites?: string[];
};

/** The longest fields, in characters, and the most websites: those of the Cloud API's business profile. */
const LIMITS = { address: 256, description: 512, email: 128, website: 256, websites: 2 };
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MODES = ["specific_hours", "open_24h", "appointment_only"];
const MINUTES_A_DAY = 24 * 60;
/** Uploads that nobody made a cover photo of are forgotten, the oldest first. */
const MAX_OFFERS = 100;

/** Profiles of businesses. A profile is given by the sandbox's user; its account's clients may then change it. */
export class BusinessProfiles {
  readonly #world: World;
  readonly #offers = new Map<string, OfferedCoverPhoto>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Makes the account a business, or a private account with null. Raises IqError 400 for a profile that is not valid. */
  set(account: Account, profile: BusinessProfile | null): void {
    if (profile !== null) checkProfile(profile);
    account.business = profile;
    this.#world.directory.save(account);
  }

  /** Raises IqError 403 for a private account, 400 for values that are not valid (both assumed). */
  change(account: Account, change: BusinessProfileChange): void {
    this.set(account, { ...this.#profileOf(account), ...change });
  }

  /** Takes note of an uploaded cover photo. Its client sets it with {@link setCoverPhoto}, showing the token. */
  offerCoverPhoto(address: MediaAddress): { id: number; token: string; setAt: number } {
    const { random, clock } = this.#world;
    const id = random.digits("cover photo", 15);
    const token = random.bytes("cover photo", 32).toString("base64url");
    const setAt = clock.seconds();
    this.#offers.set(id, { id, token, setAt, url: address.url });
    for (const oldest of this.#offers.keys()) {
      if (this.#offers.size <= MAX_OFFERS) break;
      this.#offers.delete(oldest);
    }
    return { id: Number(id), token, setAt };
  }

  /** Raises IqError 403 for a private account, 404 when no such photo was uploaded, 400 for a wrong token (assumed). */
  setCoverPhoto(account: Account, id: string, token: string): void {
    const profile = this.#profileOf(account);
    const offer = this.#offers.get(id);
    if (offer === undefined) throw new IqError(404, "item-not-found");
    if (offer.token !== token) throw new IqError(400, "bad-request");
    this.#offers.delete(id);
    this.set(account, { ...profile, coverPhoto: { id, url: offer.url } });
  }

  /** Raises IqError 403 for a private account, 404 when that is not its cover photo (assumed). */
  removeCoverPhoto(account: Account, id: string): void {
    const { coverPhoto, ...profile } = this.#profileOf(account);
    if (coverPhoto?.id !== id) throw new IqError(404, "item-not-found");
    this.set(account, profile);
  }

  #profileOf(account: Account): BusinessProfile {
    if (account.business === null) throw new IqError(403, "forbidden");
    return account.business;
  }
}

/** Raises IqError 400 for a profile that is not valid (assumed). */
export function checkProfile(profile: BusinessProfile): void {
  const { address = "", description = "", email = "", websites, hours } = profile;
  const areTextsValid =
    address.length <= LIMITS.address && description.length <= LIMITS.description && email.length <= LIMITS.email;
  const areWebsitesValid =
    websites.length <= LIMITS.websites && websites.every((website) => website.length <= LIMITS.website);
  const areHoursValid = (hours?.days ?? []).every(
    ({ day, mode, open, close }) =>
      DAYS.includes(day) &&
      MODES.includes(mode) &&
      [open, close].every((minute) => (minute === undefined ? mode !== "specific_hours" : isMinuteOfDay(minute))),
  );
  if (!areTextsValid || !areWebsitesValid || !areHoursValid) throw new IqError(400, "bad-request");
}

function isMinuteOfDay(minute: number): boolean {
  return Number.isInteger(minute) && minute >= 0 && minute <= MINUTES_A_DAY;
}

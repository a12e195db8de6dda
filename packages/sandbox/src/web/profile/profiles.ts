import { proto } from "@whiskeysockets/baileys";
import { IqError } from "../iq.ts";
import type { Account, BusinessProfile, Picture, PrivacyCategory } from "../model.ts";
import { element } from "../stanza.ts";
import type { World } from "../world.ts";
import { AccountLimits } from "./account-limits.ts";
import { BlockList } from "./block-list.ts";
import { Bots } from "./bots.ts";
import { BusinessProfiles } from "./business/business-profiles.ts";
import { Catalog } from "./business/catalog.ts";
import { byPhone, type Cause } from "./cause.ts";
import { Newsletters } from "./newsletters/newsletters.ts";
import { notifyOthers, notifyOwnDevices } from "./notifications.ts";
import { Pictures } from "./pictures.ts";
import { Privacy } from "./privacy.ts";

/** What the text below a name may have at most, in characters. */
const MAX_ABOUT_LENGTH = 139;
/** Lifetimes that WhatsApp offers, in seconds: none, a day, a week, 90 days. */
const DISAPPEARING_SECONDS = [0, 86_400, 604_800, 7_776_000];

/**
 * What accounts show of themselves, and to whom. Each change is made in the name of a {@link Cause}: a client's request,
 * or else the account's user at the phone.
 */
export class Profiles {
  readonly pictures: Pictures;
  readonly privacy: Privacy;
  readonly blockList: BlockList;
  readonly business: BusinessProfiles;
  readonly catalog: Catalog;
  readonly newsletters: Newsletters;
  /** Restrictions that WhatsApp lays on accounts that bother people. */
  readonly limits: AccountLimits;
  readonly bots: Bots;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.pictures = new Pictures(world);
    this.privacy = new Privacy(world);
    this.blockList = new BlockList(world);
    this.business = new BusinessProfiles(world);
    this.catalog = new Catalog(world);
    this.newsletters = new Newsletters(world);
    this.limits = new AccountLimits(world);
    this.bots = new Bots(world);
  }

  /**
   * Sets the push name, which others see with the next message. An empty name is ignored: clients send such ones early.
   * A change on the phone goes into app state too, from where companions learn it.
   */
  setName(account: Account, name: string, cause: Cause = byPhone(account)): void {
    if (name === "" || name === account.name) return;
    account.name = name;
    this.#world.directory.save(account);
    if (cause.from.device === 0) cause.after(() => this.#world.appState.announceName(account));
  }

  /** Sets the text below the name. Raises IqError 406 for more than 139 characters (assumed). */
  setAbout(account: Account, text: string, cause: Cause = byPhone(account)): void {
    checkAbout(text);
    account.about = { text, setAt: this.#world.clock.seconds() };
    this.#world.directory.save(account);
    // Clients of WhatsApp know this notification; Baileys answers it and does nothing else (assumed form).
    const content = element("set", { t: account.about.setAt }, Buffer.from(text));
    cause.after(() => {
      notifyOwnDevices(this.#world, account, "status", content, cause.from);
      notifyOthers(this.#world, account, "status", "status", content);
    });
  }

  /** Sets the picture, or removes it with null. Raises IqError 406 when it is no JPEG, or larger than 1 MiB (assumed). */
  setPicture(account: Account, jpeg: Buffer | null, cause?: Cause): Picture | null {
    return this.pictures.set(account, jpeg, cause);
  }

  /** Sets one privacy category. Raises IqError 400 for a category or value that WhatsApp does not have. */
  setPrivacy(account: Account, category: PrivacyCategory, value: string, except?: readonly Account[]): void {
    this.privacy.set(account, category, value, except === undefined ? {} : { except });
  }

  /** Whether `viewer` may see, or do, what the category of `owner` is about; never when the owner blocked the viewer. */
  isVisible(owner: Account, viewer: Account, category: PrivacyCategory): boolean {
    return this.privacy.isVisible(owner, viewer, category);
  }

  /** Raises IqError 400 when both are the same. */
  block(account: Account, other: Account): void {
    this.blockList.set(account, other, "block");
  }

  /** Raises IqError 400 when both are the same. */
  unblock(account: Account, other: Account): void {
    this.blockList.set(account, other, "unblock");
  }

  /** Sets the lifetime of messages in new chats. Raises IqError 400 for one that WhatsApp does not offer (assumed). */
  setDisappearing(account: Account, seconds: number, cause: Cause = byPhone(account)): void {
    if (!DISAPPEARING_SECONDS.includes(seconds)) throw new IqError(400, "bad-request");
    const t = this.#world.clock.seconds();
    account.disappearing = { seconds, setAt: t };
    this.#world.directory.save(account);
    const content = element("disappearing_mode", { duration: seconds, t });
    cause.after(() => notifyOwnDevices(this.#world, account, "account_sync", content, cause.from));
  }

  /** Makes the account a business with this profile, or a private account with null. */
  setBusiness(account: Account, profile: BusinessProfile | null): void {
    this.business.set(account, profile);
  }

  /** Whether WhatsApp keeps the account from writing to people that it has no chat with. */
  isReachoutLocked(account: Account): boolean {
    return this.limits.isReachoutLocked(account);
  }

  /**
   * The certificate of a business' name, as `<verified_name>` of its messages carries it; null for a private account.
   * It is not signed: clients do not check it.
   */
  verifiedNameCertificate(account: Account): Buffer | null {
    if (account.business === null) return null;
    const details = proto.VerifiedNameCertificate.Details.encode({
      serial: Number(account.lid.slice(0, 9)),
      issuer: "smb:wa",
      verifiedName: account.business.verifiedName ?? account.name,
    }).finish();
    return Buffer.from(proto.VerifiedNameCertificate.encode({ details }).finish());
  }
}

/** Raises IqError 406 for more than 139 characters (assumed). */
export function checkAbout(text: string): void {
  if ([...text].length > MAX_ABOUT_LENGTH) throw new IqError(406, "not-acceptable");
}

import type { Collection } from "../../store/store.ts";
import { lidJid, phoneJid } from "../address.ts";
import { IqError } from "../iq.ts";
import { type Account, PRIVACY_VALUES, type PrivacyCategory } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { byPhone, type Cause } from "./cause.ts";
import { notifyOwnDevices } from "./notifications.ts";

/** Who may see what of an account, and do what to it. */
export class Privacy {
  readonly #world: World;
  /** LID users that `contact_blacklist` leaves out, by `{lid} {category}`. */
  readonly #exceptions: Collection<string[]>;

  constructor(world: World) {
    this.#world = world;
    this.#exceptions = world.store.collection("privacy exceptions");
  }

  /**
   * Sets one category.
   * @param except For `contact_blacklist`: the contacts that are left out. Unchanged when absent.
   * Raises IqError 400 for a category or value that WhatsApp does not have.
   */
  set(
    account: Account,
    category: string,
    value: string,
    { except, cause = byPhone(account) }: { readonly except?: readonly Account[]; readonly cause?: Cause } = {},
  ): void {
    checkPrivacy(category, value);
    account.privacy[category] = value;
    this.#world.directory.save(account);
    if (except !== undefined) {
      this.#exceptions.set(
        `${account.lid} ${category}`,
        except.map(({ lid }) => lid),
      );
    }
    const content = element("privacy", {}, [element("category", { name: category, value })]);
    cause.after(() => notifyOwnDevices(this.#world, account, "account_sync", content, cause.from));
  }

  /** What a client gets that asks for its own settings. */
  elementOf(account: Account): Stanza {
    const categories = Object.entries(account.privacy).map(([name, value]) => element("category", { name, value }));
    return element("privacy", {}, categories);
  }

  /**
   * Whether `viewer` may see (or do) what the category of `owner` is about. Contacts are those whom the owner has saved
   * (app state); who is blocked sees nothing. Oneself sees everything.
   */
  isVisible(owner: Account, viewer: Account, category: PrivacyCategory): boolean {
    if (owner === viewer) return true;
    if (owner.blocked.includes(viewer.lid)) return false;
    switch (owner.privacy[category]) {
      case "all":
        return true;
      case "match_last_seen":
        return this.isVisible(owner, viewer, "last");
      case "contacts":
      case "known":
        return this.#isContact(owner, viewer);
      case "contact_blacklist":
        return this.#isContact(owner, viewer) && !this.#isExcepted(owner, viewer, category);
      default:
        return false;
    }
  }

  #isContact(owner: Account, other: Account): boolean {
    const { contacts } = this.#world.appState.view(owner);
    return phoneJid(other) in contacts || lidJid(other) in contacts;
  }

  #isExcepted(owner: Account, viewer: Account, category: PrivacyCategory): boolean {
    return this.#exceptions.get(`${owner.lid} ${category}`)?.includes(viewer.lid) ?? false;
  }
}

/** Raises IqError 400 for a category or value that WhatsApp does not have. */
export function checkPrivacy(category: string, value: string): asserts category is PrivacyCategory {
  const values: Readonly<Record<string, readonly string[]>> = PRIVACY_VALUES;
  if (!Object.hasOwn(values, category) || !values[category]?.includes(value)) throw new IqError(400, "bad-request");
}

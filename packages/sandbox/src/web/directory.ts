import type { Collection } from "../store/store.ts";
import { parseJid, phoneDigits } from "./jid.ts";
import { type Account, type Companion, type DeviceAddress, PRIVACY_VALUES, type PrivacyCategory } from "./model.ts";
import type { World } from "./world.ts";

/** How an account is made. */
export interface AccountOptions {
  /** Push name; the number with a plus when absent. */
  readonly name?: string;
}

/** Who is on WhatsApp: accounts by phone number and LID, and their linked devices. */
export class Directory {
  readonly #world: World;
  readonly #accounts: Collection<Account>;
  readonly #companions: Collection<Companion>;
  readonly #byLid = new Map<string, Account>();
  readonly #companionsByLid = new Map<string, Map<number, Companion>>();

  constructor(world: World) {
    this.#world = world;
    this.#accounts = world.store.collection("accounts");
    this.#companions = world.store.collection("companions");
    for (const account of this.#accounts.values()) this.#byLid.set(account.lid, account);
    for (const companion of this.#companions.values()) this.#companionMap(companion.lid).set(companion.id, companion);
  }

  get accounts(): Account[] {
    return [...this.#accounts.values()];
  }

  byPhone(phone: string): Account | undefined {
    return this.#accounts.get(phoneDigits(phone));
  }

  byLid(user: string): Account | undefined {
    return this.#byLid.get(user);
  }

  /** The account of a phone JID or LID, with or without a device. */
  byJid(text: string | undefined): Account | undefined {
    const jid = parseJid(text);
    if (jid === null) return undefined;
    if (jid.server === "lid") return this.#byLid.get(jid.user);
    return jid.server === "s.whatsapp.net" || jid.server === "c.us" ? this.#accounts.get(jid.user) : undefined;
  }

  /** The device of a JID; undefined when there is no such account or no such device. */
  address(text: string | undefined): DeviceAddress | undefined {
    const account = this.byJid(text);
    const device = parseJid(text)?.device ?? 0;
    if (account === undefined) return undefined;
    return device === 0 || this.companion(account, device) !== undefined ? { account, device } : undefined;
  }

  /** The account with this number, made when there is none. Raises an Error when the text is no phone number. */
  account(phone: string, options: AccountOptions = {}): Account {
    const digits = phoneDigits(phone);
    if (!/^\d{5,20}$/.test(digits)) throw new Error(`not a phone number: ${JSON.stringify(phone)}`);
    const known = this.#accounts.get(digits);
    if (known !== undefined) {
      if (options.name !== undefined && options.name !== known.name) {
        known.name = options.name;
        this.save(known);
      }
      return known;
    }
    const account: Account = {
      phone: digits,
      lid: this.#unusedLid(digits),
      name: options.name ?? `+${digits}`,
      about: { text: "Hey there! I am using WhatsApp.", setAt: this.#world.clock.seconds() },
      picture: null,
      business: null,
      privacy: defaultPrivacy(),
      blocked: [],
      disappearing: { seconds: 0, setAt: 0 },
      nextCompanionId: 1,
    };
    this.#byLid.set(account.lid, account);
    this.#accounts.set(digits, account);
    this.#world.phones.add(account);
    return account;
  }

  /** To be called after an account was changed. */
  save(account: Account): void {
    this.#accounts.touch(account.phone);
  }

  companions(account: Account): Companion[] {
    return [...(this.#companionsByLid.get(account.lid)?.values() ?? [])];
  }

  companion(account: Account, id: number): Companion | undefined {
    return this.#companionsByLid.get(account.lid)?.get(id);
  }

  /** All devices of an account, the phone first. */
  addresses(account: Account): DeviceAddress[] {
    return [
      { account, device: 0 },
      ...this.companions(account).map((companion) => ({ account, device: companion.id })),
    ];
  }

  addCompanion(companion: Companion): void {
    this.#companionMap(companion.lid).set(companion.id, companion);
    this.#companions.set(`${companion.lid}.${companion.id}`, companion);
  }

  /** To be called after a companion was changed. */
  saveCompanion(companion: Companion): void {
    this.#companions.touch(`${companion.lid}.${companion.id}`);
  }

  removeCompanion(account: Account, id: number): boolean {
    this.#companionMap(account.lid).delete(id);
    return this.#companions.delete(`${account.lid}.${id}`);
  }

  #companionMap(lid: string): Map<number, Companion> {
    const companions = this.#companionsByLid.get(lid) ?? new Map<number, Companion>();
    this.#companionsByLid.set(lid, companions);
    return companions;
  }

  #unusedLid(phone: string): string {
    for (;;) {
      const lid = this.#world.random.digits(`lid ${phone}`, 15);
      if (!this.#byLid.has(lid)) return lid;
    }
  }
}

function defaultPrivacy(): Record<PrivacyCategory, string> {
  const entries = Object.entries(PRIVACY_VALUES).map(([category, [first]]) => [category, first] as const);
  return Object.fromEntries(entries) as Record<PrivacyCategory, string>;
}

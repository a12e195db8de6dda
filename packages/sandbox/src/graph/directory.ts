import { type ContactLink, type ContactOptions, VirtualContact } from "./contact.ts";
import type { PhoneNumber } from "./model.ts";
import { phoneDigits, withoutBrazilianNinthDigit } from "./phone.ts";

/** The phone numbers of the businesses, and the people with WhatsApp. */
export class Directory {
  readonly #numbers = new Map<string, PhoneNumber>();
  readonly #contacts = new Map<string, VirtualContact>();
  /** Contacts that nobody asked for: made because a business wrote to their number. Oldest first. */
  readonly #casual = new Set<string>();
  /** Digits of a phone number whose WhatsApp id is another one. */
  readonly #aliases = new Map<string, string>();
  readonly #link: ContactLink;
  readonly #options: { readonly limit: number; readonly echo: boolean; readonly dropBrazilianNinthDigit: boolean };

  constructor(
    link: ContactLink,
    options: { readonly limit: number; readonly echo: boolean; readonly dropBrazilianNinthDigit: boolean },
  ) {
    this.#link = link;
    this.#options = options;
  }

  addNumber(number: PhoneNumber): PhoneNumber {
    if (this.#numbers.has(number.id)) throw new Error(`phone number id ${number.id} is taken`);
    this.#numbers.set(number.id, number);
    return number;
  }

  number(id: string): PhoneNumber | undefined {
    return this.#numbers.get(id);
  }

  get numbers(): PhoneNumber[] {
    return [...this.#numbers.values()];
  }

  get contacts(): VirtualContact[] {
    return [...this.#contacts.values()];
  }

  /** The contact with this number or WhatsApp id, if there is one. */
  find(phone: string): VirtualContact | undefined {
    const digits = phoneDigits(phone);
    return this.#contacts.get(this.#aliases.get(digits) ?? digits) ?? this.#contacts.get(this.#defaultWaId(digits));
  }

  /** The contact with this number, made when there is none; given options change one that is there. */
  contact(phone: string, options: ContactOptions): VirtualContact {
    const digits = phoneDigits(phone);
    if (digits === "") throw new Error(`not a phone number: ${JSON.stringify(phone)}`);
    const known = this.find(phone);
    if (known !== undefined && (options.waId === undefined || options.waId === known.waId)) {
      this.#casual.delete(known.waId);
      if (options.name !== undefined) known.name = options.name;
      if (options.echo !== undefined) known.echo = options.echo;
      return known;
    }
    return this.#create(digits, options);
  }

  /** The receiver of a message; a number that nobody knows becomes a contact. Those made so are kept up to the limit. */
  recipient(to: string): VirtualContact {
    const known = this.find(to);
    if (known !== undefined) return known;
    const digits = phoneDigits(to);
    const contact = this.#create(digits === "" ? to : digits, {});
    this.#casual.add(contact.waId);
    if (this.#casual.size > this.#options.limit) this.#forgetOldestCasual();
    return contact;
  }

  clearContacts(reason: string): void {
    for (const contact of this.#contacts.values()) contact.abandon(reason);
    this.#contacts.clear();
    this.#casual.clear();
    this.#aliases.clear();
  }

  #create(digits: string, options: ContactOptions): VirtualContact {
    const waId = options.waId ?? this.#defaultWaId(digits);
    if (waId !== digits) this.#aliases.set(digits, waId);
    const contact = new VirtualContact(waId, { echo: this.#options.echo, ...options }, this.#link, this.#options.limit);
    this.#contacts.set(waId, contact);
    return contact;
  }

  #defaultWaId(digits: string): string {
    return this.#options.dropBrazilianNinthDigit ? withoutBrazilianNinthDigit(digits) : digits;
  }

  #forgetOldestCasual(): void {
    for (const oldest of this.#casual) {
      this.#casual.delete(oldest);
      this.#contacts.delete(oldest);
      for (const [digits, waId] of this.#aliases) if (waId === oldest) this.#aliases.delete(digits);
      return;
    }
  }
}

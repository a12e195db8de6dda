import { defined } from "../graph/admin/check.ts";
import type { VirtualContact } from "../graph/contact.ts";
import type { GraphServer } from "../graph/graph-server.ts";
import { phoneDigits } from "../graph/phone.ts";
import type { Collection } from "../store/store.ts";
import { WebContact } from "../web/phone/contact.ts";
import type { World } from "../web/world.ts";
import { Contact, type NewContact } from "./contact.ts";

/** Kept in the store's `contacts` under the phone number; the name is the account's. */
interface ContactRecord {
  readonly echo: boolean;
}

/** The people of a sandbox whom somebody asked for, by phone number. */
export class Contacts {
  readonly #world: World;
  readonly #graph: GraphServer;
  readonly #records: Collection<ContactRecord>;
  readonly #contacts = new Map<string, Contact>();

  constructor(world: World, graph: GraphServer) {
    this.#world = world;
    this.#graph = graph;
    this.#records = world.store.collection("contacts");
    for (const [phone, { echo }] of [...this.#records.entries()]) {
      const { name } = world.directory.account(phone);
      this.contact(phone, { echo, name: name === `+${phone}` ? undefined : name });
    }
  }

  /** In the order in which they were asked for. */
  get all(): Contact[] {
    return [...this.#contacts.values()];
  }

  /** The person with this number, made when there is none; given options change one that is there. */
  contact(phone: string, options: NewContact = {}): Contact {
    const digits = phoneDigits(phone);
    // Raises an Error for what is no phone number, before anything is made.
    const account = this.#world.directory.account(digits, options.name === undefined ? {} : { name: options.name });
    const known = this.#contacts.get(digits);
    const cloud = this.#graph.contact(digits, defined(options));
    const contact = known ?? this.#create(new WebContact(this.#world, account), cloud);
    contact.change(options);
    if (this.#records.get(digits)?.echo !== contact.isEcho) this.#records.set(digits, { echo: contact.isEcho });
    return contact;
  }

  /** The person with this number or WhatsApp id: asked for before, or known to either side. */
  find(phone: string): Contact | undefined {
    const digits = phoneDigits(phone);
    const known = this.#contacts.get(digits) ?? this.all.find(({ cloud }) => cloud.waId === digits);
    if (known !== undefined) return known;
    const casual = this.#graph.findContact(digits);
    // The phone of an account with linked devices is in somebody's hand already: it is no contact of a test.
    const account = this.#world.directory.byPhone(digits);
    const isOwner = account !== undefined && this.#world.directory.companions(account).length > 0;
    return casual === undefined || isOwner ? undefined : this.contact(casual.waId);
  }

  /** Fails everyone who waits on any contact. */
  abandon(reason: string): void {
    for (const contact of this.#contacts.values()) contact.abandon(reason);
  }

  #create(web: WebContact, cloud: VirtualContact): Contact {
    const contact = new Contact({ world: this.#world, graph: this.#graph, web, cloud });
    this.#contacts.set(contact.phone, contact);
    return contact;
  }
}

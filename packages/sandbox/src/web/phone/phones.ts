import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import { Phone } from "./phone.ts";

/** Device 0 of every account. */
export class Phones {
  readonly #world: World;
  readonly #phones = new Map<string, Phone>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Gives a new account its phone: draws and publishes its keys. Called by the directory. */
  add(account: Account): Phone {
    return this.of(account);
  }

  of(account: Account): Phone {
    let phone = this.#phones.get(account.lid);
    if (phone === undefined) {
      phone = new Phone(this.#world, account);
      this.#phones.set(account.lid, phone);
    }
    return phone;
  }

  /** Fails everyone who waits on any phone. Called when the sandbox closes or is reset. */
  abandon(reason: string): void {
    for (const phone of this.#phones.values()) phone.abandon(reason);
  }
}

import type { Collection } from "../../store/store.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";

/** Who has exchanged messages with whom, in either direction. */
export class Correspondents {
  readonly #world: World;
  /** LID users by LID user. */
  readonly #stored: Collection<string[]>;
  readonly #known = new Map<string, Set<string>>();

  constructor(world: World) {
    this.#world = world;
    this.#stored = world.store.collection("correspondents");
    for (const [lid, others] of this.#stored.entries()) this.#known.set(lid, new Set(others));
  }

  add(one: Account, other: Account): void {
    if (one === other || this.has(one, other)) return;
    this.#addTo(one, other);
    this.#addTo(other, one);
  }

  has(one: Account, other: Account): boolean {
    return this.#known.get(one.lid)?.has(other.lid) ?? false;
  }

  /** Those with whom the account has exchanged messages or shares a group, each once. */
  of(account: Account): Account[] {
    const lids = new Set(this.#known.get(account.lid));
    for (const group of this.#world.groups.groupsOf(account)) {
      for (const { lid } of group.participants) lids.add(lid);
    }
    lids.delete(account.lid);
    return [...lids].flatMap((lid) => this.#world.directory.byLid(lid) ?? []);
  }

  #addTo(account: Account, other: Account): void {
    const others = this.#known.get(account.lid) ?? new Set();
    this.#known.set(account.lid, others.add(other.lid));
    this.#stored.set(account.lid, [...others]);
  }
}

import type { Collection } from "../../store/store.ts";
import type { World } from "../world.ts";
import type { LoggedMessage } from "./message-log.ts";

/** Which messages a person has read. Kept in the store's `phone-read {own LID}` under author and id. */
export class ReadMarks {
  readonly #limit: number;
  readonly #records: Collection<true>;

  /** @param ownLid LID user of the person's account. */
  constructor(world: World, ownLid: string) {
    this.#limit = world.settings.historyLimit;
    this.#records = world.store.collection(`phone-read ${ownLid}`);
  }

  has(message: LoggedMessage): boolean {
    return this.#records.has(keyOf(message));
  }

  add(message: LoggedMessage): void {
    this.#records.set(keyOf(message), true);
    const [oldest] = this.#records.entries();
    if (this.#records.size > this.#limit && oldest !== undefined) this.#records.delete(oldest[0]);
  }
}

function keyOf({ author, id }: LoggedMessage): string {
  return `${author} ${id}`;
}

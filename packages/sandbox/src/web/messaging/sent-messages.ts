import type { Collection } from "../../store/store.ts";
import { addressKey } from "../address.ts";
import type { Account, DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";

/** To how many devices messages are remembered to have gone; receipts for older ones are forwarded without a check. */
const REMEMBERED_DELIVERIES = 200_000;

/** What is remembered of a message: who wrote it and who was given it, never its content. */
export interface SentMessage {
  /** Address key of the device that wrote it. */
  readonly author: string;
  /** Where it was sent: a user's JID, a group's, `status@broadcast`. */
  readonly chat: string;
  /** Address keys of the devices that it was handed to. */
  readonly to: string[];
}

/** Messages that passed, by author and id, so that receipts can be checked and find the device that wrote. */
export class SentMessages {
  readonly #messages: Collection<SentMessage>;
  #deliveries = 0;

  constructor(world: World) {
    this.#messages = world.store.collection("sent messages");
    for (const { to } of this.#messages.values()) this.#deliveries += 1 + to.length;
  }

  find(author: Account, id: string): SentMessage | undefined {
    return this.#messages.get(keyOf(author, id));
  }

  /** Remembers a message. One that is sent again, as after a retry receipt, keeps its author and gains recipients. */
  add(author: DeviceAddress, id: string, chat: string, to: string[]): void {
    const key = keyOf(author.account, id);
    const known = this.#messages.get(key);
    if (known !== undefined) {
      const others = to.filter((address) => !known.to.includes(address));
      known.to.push(...others);
      this.#deliveries += others.length;
      this.#messages.touch(key);
      return;
    }
    this.#messages.set(key, { author: addressKey(author), chat, to });
    this.#deliveries += 1 + to.length;
    if (this.#deliveries > REMEMBERED_DELIVERIES) this.#forgetOldest();
  }

  /**
   * Whether a device was given a message; with `anyDevice` whether its account was. Null when the message is not known,
   * which for a sandbox that just started from a data directory of an older one, or after very many messages, says nothing.
   */
  wasGivenTo(reader: DeviceAddress, author: Account, id: string, anyDevice: boolean): boolean | null {
    const message = this.find(author, id);
    if (message === undefined) return null;
    if (!anyDevice) return message.to.includes(addressKey(reader));
    return message.to.some((address) => address.startsWith(`${reader.account.lid}.`));
  }

  #forgetOldest(): void {
    for (const [key, { to }] of this.#messages.entries()) {
      if (this.#deliveries <= REMEMBERED_DELIVERIES) return;
      this.#messages.delete(key);
      this.#deliveries -= 1 + to.length;
    }
  }
}

function keyOf(author: Account, id: string): string {
  return `${author.lid} ${id}`;
}

import type { Collection } from "../../store/store.ts";
import { addressKey } from "../address.ts";
import type { DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";
import type { PhoneKeys } from "./phone-keys.ts";
import {
  distributionOf,
  newSenderKey,
  type OwnSenderKey,
  openFromGroup,
  readDistribution,
  type SenderKey,
  sealForGroup,
  senderKeyIdOf,
} from "./signal/sender-key.ts";
import { SignalError } from "./signal/signal-error.ts";

/** Kept in the store's `phone-own-sender-keys {own LID}` under the group. */
interface OwnKeyRecord {
  readonly key: OwnSenderKey;
  /** Addresses of the devices that have got it. */
  readonly holders: readonly string[];
}

/** Signal's limit of a sender's keys that are kept, for messages that were on their way when it took a new one. */
const MAX_KEYS_OF_SENDER = 5;

/** A group message, and what must go with it. */
export interface GroupCiphertext {
  readonly bytes: Buffer;
  /** What the `newHolders` must get, encrypted for each alone. */
  readonly distribution: Buffer;
  /** The devices that did not have the key. */
  readonly newHolders: readonly DeviceAddress[];
}

/** The sender keys of one phone: its own in each group, and those of the others. */
export class PhoneSenderKeys {
  readonly #keys: PhoneKeys;
  readonly #own: Collection<OwnKeyRecord>;
  readonly #others: Collection<readonly SenderKey[]>;

  constructor(world: World, keys: PhoneKeys, ownLid: string) {
    this.#keys = keys;
    this.#own = world.store.collection(`phone-own-sender-keys ${ownLid}`);
    this.#others = world.store.collection(`phone-sender-keys ${ownLid}`);
  }

  /** Encrypts for a group. A new key is taken when a device that has the present one is no longer among `devices`. */
  encrypt(group: string, devices: readonly DeviceAddress[], plaintext: Buffer): GroupCiphertext {
    const present = new Set(devices.map(addressKey));
    const record = this.#own.get(group);
    const isStillClosed = record?.holders.every((holder) => present.has(holder)) ?? false;
    const key = record !== undefined && isStillClosed ? record.key : newSenderKey((length) => this.#keys.draw(length));
    const holders = new Set(record?.key === key ? record.holders : []);
    const distribution = distributionOf(key);
    const sealed = sealForGroup(key, plaintext);
    this.#own.set(group, { key: sealed.key, holders: [...present] });
    const newHolders = devices.filter((device) => !holders.has(addressKey(device)));
    return { bytes: sealed.bytes, distribution, newHolders };
  }

  /** Lets everybody get the present key again with the next message. */
  renew(group: string): void {
    const record = this.#own.get(group);
    if (record !== undefined) this.#own.set(group, { ...record, holders: [] });
  }

  /** The present key for a device that could not read a message; null when this phone never wrote to the group. */
  distribution(group: string): Buffer | null {
    const record = this.#own.get(group);
    return record === undefined ? null : distributionOf(record.key);
  }

  /** Takes note of a member's key. Raises SignalError when it is none. */
  learn(group: string, from: DeviceAddress, distribution: Buffer): void {
    const key = readDistribution(distribution);
    const known = this.#others.get(memberKey(group, from)) ?? [];
    // The same key again, for a device that asked for it: the chain that is known already reaches further back.
    const isKnown = known.some((each) => {
      return each.id === key.id && each.signingKey.equals(key.signingKey) && each.chain.next <= key.chain.next;
    });
    if (isKnown) return;
    this.#others.set(memberKey(group, from), [key, ...known].slice(0, MAX_KEYS_OF_SENDER));
  }

  /** Raises SignalError, and changes nothing, when the message was encrypted with a key that is not known. */
  decrypt(group: string, from: DeviceAddress, bytes: Buffer): Buffer {
    const id = senderKeyIdOf(bytes);
    const known = this.#others.get(memberKey(group, from)) ?? [];
    const current = known.find((key) => key.id === id);
    if (current === undefined) throw new SignalError(`the sender key ${id} is not known`);
    const { key, plaintext } = openFromGroup(current, bytes);
    this.#others.set(
      memberKey(group, from),
      known.map((each) => (each === current ? key : each)),
    );
    return plaintext;
  }

  /** Forgets all keys, own and others'. */
  forget(): void {
    this.#own.clear();
    this.#others.clear();
  }
}

function memberKey(group: string, member: DeviceAddress): string {
  return `${group} ${addressKey(member)}`;
}

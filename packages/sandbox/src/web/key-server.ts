import type { Collection } from "../store/store.ts";
import { addressKey, lidJid, phoneJid } from "./address.ts";
import { type Bundle, type DeviceKeys, KeyError, type PreKey, type SignedPreKey } from "./keys/model.ts";
import { PreKeyStock } from "./keys/pre-key-stock.ts";
import type { Account, DeviceAddress } from "./model.ts";
import { element, SERVER_JID } from "./stanza.ts";
import { verifySignature } from "./wire/signature.ts";
import type { World } from "./world.ts";

export { type Bundle, type DeviceKeys, KeyError, type PreKey, type SignedPreKey };

/**
 * A device is told that its one-time keys run low when fewer than this many are left: Baileys uploads more only when
 * the number that it is told is below five.
 */
const LOW_STOCK = 5;

/** A device's lasting keys as they are stored, in `deviceKeys` under its address. */
interface Entry {
  keys: DeviceKeys;
  /** Whether the device was told about its low stock since its last upload. */
  isLowKnown: boolean;
}

/** The public keys of all devices: who wants to write to one gets a bundle here. */
export class KeyServer {
  readonly #world: World;
  readonly #entries: Collection<Entry>;
  readonly #stock: PreKeyStock;

  constructor(world: World) {
    this.#world = world;
    this.#entries = world.store.collection("deviceKeys");
    this.#stock = new PreKeyStock(world.store);
  }

  /**
   * Makes a device known, or replaces its keys. When a phone comes with another identity than before (a reinstalled
   * WhatsApp), its one-time keys are void, its companions are unlinked, and its correspondents are told.
   * Raises {@link KeyError} when the signed pre-key is not signed by the identity.
   */
  register(address: DeviceAddress, keys: DeviceKeys): void {
    check(keys);
    const key = addressKey(address);
    const previous = this.#entries.get(key);
    const isChange = previous !== undefined && !previous.keys.identityKey.equals(keys.identityKey);
    if (isChange) this.#stock.forget(key);
    this.#entries.set(key, { keys, isLowKnown: false });
    if (isChange && address.device === 0) {
      this.#world.devices.unlinkAll(address.account);
      this.#announceIdentity(address.account);
    }
  }

  /** Whether the device has registered its keys. */
  has(address: DeviceAddress): boolean {
    return this.#entries.has(addressKey(address));
  }

  /** The device's lasting keys; undefined for an unknown device. */
  keys(address: DeviceAddress): DeviceKeys | undefined {
    return this.#entries.get(addressKey(address))?.keys;
  }

  /** The device's public identity key (32 bytes); undefined for an unknown device. */
  identity(address: DeviceAddress): Buffer | undefined {
    return this.keys(address)?.identityKey;
  }

  /**
   * Adds one-time keys, and replaces the signed pre-key if another one is given. Raises {@link KeyError}, and takes
   * nothing, for an unknown device and when one of the keys cannot be accepted.
   */
  addPreKeys(address: DeviceAddress, preKeys: readonly PreKey[], signedPreKey?: SignedPreKey): void {
    const key = addressKey(address);
    const entry = this.#entry(key);
    const isRotated = signedPreKey !== undefined && !isSameSignedPreKey(signedPreKey, entry.keys.signedPreKey);
    const keys = isRotated ? { ...entry.keys, signedPreKey } : entry.keys;
    if (isRotated) check(keys);
    this.#stock.add(key, preKeys);
    if (isRotated) {
      entry.keys = keys;
      this.#entries.touch(key);
    }
    if (entry.isLowKnown && this.#stock.count(key) >= LOW_STOCK) {
      entry.isLowKnown = false;
      this.#entries.touch(key);
    }
  }

  /** How many one-time keys are left. */
  count(address: DeviceAddress): number {
    return this.#stock.count(addressKey(address));
  }

  /** The unused one-time keys, oldest first. */
  preKeys(address: DeviceAddress): PreKey[] {
    return this.#stock.list(addressKey(address));
  }

  /** Replaces the signed pre-key. Raises {@link KeyError} for an unknown device and for a wrong signature. */
  rotate(address: DeviceAddress, signedPreKey: SignedPreKey): void {
    const key = addressKey(address);
    const entry = this.#entry(key);
    const keys = { ...entry.keys, signedPreKey };
    check(keys);
    entry.keys = keys;
    this.#entries.touch(key);
  }

  /** A bundle for a new session, which uses one one-time key up; undefined for an unknown device. */
  takeBundle(address: DeviceAddress): Bundle | undefined {
    const key = addressKey(address);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const companion = this.#world.directory.companion(address.account, address.device);
    if (address.device !== 0 && companion === undefined) return undefined;
    const preKey = this.#stock.take(key);
    if (!entry.isLowKnown && this.#stock.count(key) < LOW_STOCK) this.#askForMore(address, entry);
    return { ...entry.keys, preKey, deviceIdentity: companion?.deviceIdentity ?? null };
  }

  /** Forgets a device that was unlinked. */
  forget(address: DeviceAddress): void {
    const key = addressKey(address);
    this.#entries.delete(key);
    this.#stock.forget(key);
  }

  #entry(key: string): Entry {
    const entry = this.#entries.get(key);
    if (entry === undefined) throw new KeyError("the device has not registered its keys");
    return entry;
  }

  /** Once per low period, and only while the device is there: at its next login it asks for the count by itself. */
  #askForMore(address: DeviceAddress, entry: Entry): void {
    if (address.device === 0) {
      entry.isLowKnown = true;
      this.#world.phones.of(address.account).topUpPreKeys();
      return;
    }
    const connection = this.#world.hub.connection(address);
    if (connection === undefined || !connection.isActive) return;
    entry.isLowKnown = true;
    this.#entries.touch(addressKey(address));
    connection.send(
      element(
        "notification",
        {
          type: "encrypt",
          from: SERVER_JID,
          id: this.#world.random.digits(`low stock ${addressKey(address)}`, 10),
          t: this.#world.clock.seconds(),
        },
        [element("count", { value: this.count(address) })],
      ),
    );
  }

  #announceIdentity(account: Account): void {
    const id = this.#world.random.digits(`identity change ${account.lid}`, 10);
    for (const correspondent of this.#world.messaging.correspondents(account)) {
      this.#world.hub.deliverToAll(correspondent, () =>
        element(
          "notification",
          { type: "encrypt", from: phoneJid(account), lid: lidJid(account), id, t: this.#world.clock.seconds() },
          [element("identity")],
        ),
      );
    }
  }
}

function isSameSignedPreKey(one: SignedPreKey, other: SignedPreKey): boolean {
  return one.id === other.id && one.publicKey.equals(other.publicKey) && one.signature.equals(other.signature);
}

const KEY_TYPE = Buffer.from([5]);

function check({ identityKey, signedPreKey: { id, publicKey, signature } }: DeviceKeys): void {
  if (identityKey.length !== 32) throw new KeyError(`an identity key of ${identityKey.length} bytes`);
  if (publicKey.length !== 32) throw new KeyError(`a signed pre-key of ${publicKey.length} bytes`);
  if (!verifySignature(identityKey, Buffer.concat([KEY_TYPE, publicKey]), signature)) {
    throw new KeyError(`signed pre-key ${id} is not signed by the identity`);
  }
}

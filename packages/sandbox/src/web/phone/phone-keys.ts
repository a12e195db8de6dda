import type { Collection } from "../../store/store.ts";
import type { PreKey } from "../key-server.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import { type KeyPair, keyPairFrom, typed } from "./signal/curve.ts";
import { type SigningKeyPair, sign, signingKeyPairFrom } from "./signal/signature.ts";

interface SignedPreKeyPair extends KeyPair {
  readonly id: number;
}

/** Kept in the store's `phone-keys` under the account's LID. */
interface PhoneKeyRecord {
  readonly identity: SigningKeyPair;
  readonly registrationId: number;
  readonly signedPreKey: SignedPreKeyPair;
  nextPreKeyId: number;
}

/** One-time keys that a phone offers at once; it adds as many when they run low. Few, since each takes 0.1 ms to make. */
const PRE_KEY_STOCK = 10;

/** A phone's own Signal keys, drawn from the world's random so that a seed repeats them, and published in its name. */
export class PhoneKeys {
  readonly #world: World;
  readonly #account: Account;
  readonly #records: Collection<PhoneKeyRecord>;
  readonly #preKeys: Collection<KeyPair>;
  #record: PhoneKeyRecord;

  constructor(world: World, account: Account) {
    this.#world = world;
    this.#account = account;
    this.#records = world.store.collection("phone-keys");
    this.#preKeys = world.store.collection(`phone-pre-keys ${account.lid}`);
    const known = this.#records.get(account.lid);
    this.#record = known ?? this.#draw();
    if (known === undefined) this.#publish();
  }

  get identity(): SigningKeyPair {
    return this.#record.identity;
  }

  get registrationId(): number {
    return this.#record.registrationId;
  }

  get signedPreKey(): SignedPreKeyPair {
    return this.#record.signedPreKey;
  }

  /** The phone's signature over the public half of its signed pre-key. */
  signedPreKeySignature(): Buffer {
    return sign(this.identity, typed(this.signedPreKey.publicKey));
  }

  preKey(id: number): KeyPair | undefined {
    return this.#preKeys.get(String(id));
  }

  /** Forgets a one-time key that was used. */
  removePreKey(id: number): void {
    this.#preKeys.delete(String(id));
  }

  /** Makes one-time keys that are not published: for a retry receipt, which carries its own. */
  newPreKeys(count: number): PreKey[] {
    const keys: PreKey[] = [];
    for (let made = 0; made < count; made++) {
      const id = this.#record.nextPreKeyId++;
      const pair = this.newKeyPair();
      this.#preKeys.set(String(id), pair);
      keys.push({ id, publicKey: pair.publicKey });
    }
    this.#records.touch(this.#account.lid);
    return keys;
  }

  /** Publishes more one-time keys. */
  topUp(): void {
    this.#world.keyServer.addPreKeys({ account: this.#account, device: 0 }, this.newPreKeys(PRE_KEY_STOCK));
  }

  /** Makes and publishes new keys in place of all the old ones, as after a new installation. */
  replace(): void {
    this.#preKeys.clear();
    this.#record = this.#draw();
    this.#publish();
  }

  newKeyPair(): KeyPair {
    return keyPairFrom(this.draw(32));
  }

  /** So many bytes of the account's own random stream. */
  draw(length: number): Buffer {
    return this.#world.random.bytes(`signal ${this.#account.phone}`, length);
  }

  #draw(): PhoneKeyRecord {
    const record: PhoneKeyRecord = {
      identity: signingKeyPairFrom(this.draw(32)),
      // 1 to 16380, as every Signal client draws it.
      registrationId: 1 + (this.draw(2).readUInt16BE() % 16380),
      signedPreKey: { id: 1, ...this.newKeyPair() },
      nextPreKeyId: 1,
    };
    this.#records.set(this.#account.lid, record);
    return record;
  }

  #publish(): void {
    const { id, publicKey } = this.signedPreKey;
    const { registrationId } = this;
    this.#world.keyServer.register(
      { account: this.#account, device: 0 },
      {
        registrationId,
        identityKey: this.identity.publicKey,
        signedPreKey: { id, publicKey, signature: this.signedPreKeySignature() },
      },
    );
    this.topUp();
  }
}

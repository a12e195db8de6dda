import type { Collection } from "../../store/store.ts";
import { addressKey } from "../address.ts";
import type { DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";
import type { PhoneKeys } from "./phone-keys.ts";
import {
  acceptSession,
  type Ciphertext,
  open,
  type RemoteBundle,
  type Session,
  seal,
  startSession,
} from "./signal/session.ts";
import { SignalError } from "./signal/signal-error.ts";
import { readPreKeyMessage } from "./signal/signal-messages.ts";

/** Kept in the store's `phone-sessions {own LID}` under the other device's address. */
interface SessionRecord {
  /** With which this phone encrypts. */
  readonly open: Session | null;
  /** Earlier ones, newest first: messages that were on their way still need them. */
  readonly closed: readonly Session[];
}

const MAX_CLOSED_SESSIONS = 20;
const EMPTY: SessionRecord = { open: null, closed: [] };

/** The Signal sessions of one phone with other devices. Synchronous, so that what it does has one order. */
export class PhoneSessions {
  readonly #world: World;
  readonly #keys: PhoneKeys;
  readonly #records: Collection<SessionRecord>;

  /** @param ownLid LID user of the phone's account. */
  constructor(world: World, keys: PhoneKeys, ownLid: string) {
    this.#world = world;
    this.#keys = keys;
    this.#records = world.store.collection(`phone-sessions ${ownLid}`);
  }

  /** Encrypts for a device, with a new session when there is none. Raises SignalError for a device without keys. */
  encrypt(to: DeviceAddress, plaintext: Buffer): Ciphertext {
    const record = this.#record(to);
    const current = record.open !== null && this.#isStillItsIdentity(to, record.open) ? record.open : this.#begin(to);
    const { session, sealed } = seal(current, this.#keys, plaintext);
    this.#save(to, current === record.open ? { ...record, open: session } : opened(record, session));
    return sealed;
  }

  /** Decrypts what a device sent. Raises SignalError, and changes nothing, when it does not fit any session. */
  decrypt(from: DeviceAddress, type: "pkmsg" | "msg", bytes: Buffer): Buffer {
    return type === "pkmsg" ? this.#decryptFirst(from, bytes) : this.#decryptNext(from, bytes);
  }

  /** Puts a new session in place of the open one: from the given keys, or from the device's published ones. */
  restart(device: DeviceAddress, bundle?: RemoteBundle): void {
    const session = bundle === undefined ? this.#begin(device) : this.#start(bundle);
    this.#save(device, opened(this.#record(device), session));
  }

  /** Forgets all sessions. The next message from either side starts anew. */
  forget(): void {
    this.#records.clear();
  }

  #decryptFirst(from: DeviceAddress, bytes: Buffer): Buffer {
    const message = readPreKeyMessage(bytes);
    const record = this.#record(from);
    const known = allOf(record).find(({ baseKey }) => baseKey.equals(message.baseKey));
    if (known !== undefined) return this.#open(from, record, known, message.message);
    const { signedPreKey } = this.#keys;
    if (message.signedPreKeyId !== signedPreKey.id) throw new SignalError("unknown signed pre-key");
    const preKey = message.preKeyId === null ? undefined : this.#keys.preKey(message.preKeyId);
    if (message.preKeyId !== null && preKey === undefined) throw new SignalError("unknown one-time pre-key");
    const accepted = acceptSession(this.#keys, message, { signedPreKey, ...(preKey === undefined ? {} : { preKey }) });
    const { session, plaintext } = open(accepted, this.#keys, message.message, () => this.#keys.newKeyPair());
    this.#save(from, opened(record, session));
    if (message.preKeyId !== null) this.#keys.removePreKey(message.preKeyId);
    return plaintext;
  }

  #decryptNext(from: DeviceAddress, bytes: Buffer): Buffer {
    const record = this.#record(from);
    let failure: SignalError | null = null;
    for (const session of allOf(record)) {
      try {
        return this.#open(from, record, session, bytes);
      } catch (error) {
        if (!(error instanceof SignalError)) throw error;
        failure ??= error;
      }
    }
    throw failure ?? new SignalError("there is no session with this device");
  }

  /**
   * Opens a message in a session of the record. A closed one is open again then, as in Signal: when two devices begin at
   * the same time, both go on in the session that one of them answered, and not each in another.
   */
  #open(from: DeviceAddress, record: SessionRecord, current: Session, bytes: Buffer): Buffer {
    const { session, plaintext } = open(current, this.#keys, bytes, () => this.#keys.newKeyPair());
    this.#save(from, { open: session, closed: allOf(record).filter((each) => each !== current) });
    return plaintext;
  }

  #begin(device: DeviceAddress): Session {
    const bundle = this.#world.keyServer.takeBundle(device);
    if (bundle === undefined) throw new SignalError(`${addressKey(device)} has published no keys`);
    return this.#start(bundle);
  }

  #start(bundle: RemoteBundle): Session {
    return startSession(this.#keys, bundle, () => this.#keys.newKeyPair());
  }

  #isStillItsIdentity(device: DeviceAddress, session: Session): boolean {
    return this.#world.keyServer.identity(device)?.equals(session.remoteIdentity) ?? true;
  }

  #record(device: DeviceAddress): SessionRecord {
    return this.#records.get(addressKey(device)) ?? EMPTY;
  }

  #save(device: DeviceAddress, record: SessionRecord): void {
    this.#records.set(addressKey(device), record);
  }
}

function allOf(record: SessionRecord): Session[] {
  return record.open === null ? [...record.closed] : [record.open, ...record.closed];
}

/** The record with a new session in the open one's place. */
function opened(record: SessionRecord, session: Session): SessionRecord {
  return { open: session, closed: allOf(record).slice(0, MAX_CLOSED_SESSIONS) };
}

import { proto } from "@whiskeysockets/baileys";
import type { Collection } from "../../store/store.ts";
import type { Account } from "../model.ts";
import { readBigEndian } from "../stanza.ts";
import type { World } from "../world.ts";
import { type MutationKeys, mutationKeys } from "./mutation-codec.ts";

/** An account's app-state sync key, which all its devices share. */
export interface SyncKey {
  /** 6 bytes. */
  readonly id: Buffer;
  /** 32 bytes. */
  readonly data: Buffer;
  /** Unix milliseconds. */
  readonly madeAt: number;
}

/**
 * The app-state sync keys. An account has one for ever; a real phone makes another when a device is unlinked, which is
 * not simulated.
 */
export class SyncKeys {
  readonly #world: World;
  readonly #keys: Collection<SyncKey>;
  readonly #expanded = new Map<string, MutationKeys>();

  constructor(world: World) {
    this.#world = world;
    this.#keys = world.store.collection("app-state-keys");
  }

  /** The account's key, made at the first call. */
  of(account: Account): SyncKey {
    const known = this.#keys.get(account.lid);
    if (known !== undefined) return known;
    const label = `app-state key ${account.lid}`;
    const { random, clock } = this.#world;
    // Real ids are a device number in two bytes and a counter in four.
    const id = Buffer.concat([Buffer.alloc(2), random.bytes(label, 4)]);
    const key: SyncKey = { id, data: random.bytes(label, 32), madeAt: clock.now() };
    this.#keys.set(account.lid, key);
    return key;
  }

  expanded(account: Account): MutationKeys {
    let keys = this.#expanded.get(account.lid);
    if (keys === undefined) {
      keys = mutationKeys(this.of(account).data);
      this.#expanded.set(account.lid, keys);
    }
    return keys;
  }

  /** The peer message with which a phone gives its companions the key. */
  share(account: Account): proto.IMessage {
    return keyShare([this.#shared(account)]);
  }

  /** The answer to a companion's `appStateSyncKeyRequest`: ids that the phone does not know come without a key. */
  answer(account: Account, request: proto.Message.IAppStateSyncKeyRequest): proto.IMessage {
    const own = this.of(account);
    const keys = (request.keyIds ?? []).map((wanted) =>
      own.id.equals(Buffer.from(wanted.keyId ?? [])) ? this.#shared(account) : { keyId: wanted },
    );
    return keyShare(keys);
  }

  #shared(account: Account): proto.Message.IAppStateSyncKey {
    const { id, data, madeAt } = this.of(account);
    const rawId = readBigEndian(id.subarray(2)) ?? 0;
    const fingerprint = { rawId, currentIndex: 0, deviceIndexes: [0] };
    return { keyId: { keyId: id }, keyData: { keyData: data, fingerprint, timestamp: madeAt } };
  }
}

function keyShare(keys: proto.Message.IAppStateSyncKey[]): proto.IMessage {
  const type = proto.Message.ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE;
  return { protocolMessage: { type, appStateSyncKeyShare: { keys } } };
}

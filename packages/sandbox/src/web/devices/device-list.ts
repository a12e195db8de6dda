import { createHash } from "node:crypto";
import { proto } from "@whiskeysockets/baileys";
import { lidJid, phoneJid } from "../address.ts";
import type { Account, Companion } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import { sign } from "../wire/signature.ts";
import type { World } from "../world.ts";

/** What the account signs in its list of valid devices: `06 02` and the details. */
const KEY_INDEX_LIST_PREFIX = Buffer.from([6, 2]);

/** Says which devices an account has, as usync answers and notifications carry it. */
export class DeviceList {
  readonly #world: World;
  /** Signing is expensive, so that each list is signed once. By LID, with the devices that it names. */
  readonly #signed = new Map<string, { devices: string; list: Stanza }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** `<device-list>` and, for an account with companions, `<key-index-list>`. */
  elements(account: Account): Stanza[] {
    const companions = this.#world.directory.companions(account);
    const devices = [
      element("device", { id: 0 }),
      ...companions.map(({ id, keyIndex }) => element("device", { id, "key-index": keyIndex })),
    ];
    const list = element("device-list", { hash: this.hash(account) }, devices);
    return companions.length === 0 ? [list] : [list, this.keyIndexList(account)];
  }

  /** The hash by which clients notice that their list is old: over the sorted JIDs of all devices. */
  hash(account: Account): string {
    const jids = this.#world.directory.addresses(account).map(({ device }) => phoneJid(account, device));
    const digest = createHash("sha256").update(jids.sort().join("")).digest("base64");
    return `2:${digest.slice(0, 6)}`;
  }

  /** `<key-index-list ts>`: the valid companions, signed by the account. */
  keyIndexList(account: Account): Stanza {
    const companions = this.#world.directory.companions(account);
    const devices = companions.map(({ id, keyIndex }) => `${id}:${keyIndex}`).join(" ");
    const known = this.#signed.get(account.lid);
    if (known?.devices === devices) return known.list;
    const list = element("key-index-list", { ts: newest(companions) }, this.#sign(account, companions));
    this.#signed.set(account.lid, { devices, list });
    return list;
  }

  /** The body of a `devices` notification; `form` is how the devices are addressed. */
  change(kind: "add" | "remove", account: Account, companion: Companion, form: "phone" | "lid"): Stanza {
    const jid = form === "phone" ? phoneJid(account, companion.id) : lidJid(account, companion.id);
    return element(kind, { device_hash: this.hash(account) }, [
      element("device", { jid, lid: lidJid(account, companion.id), "key-index": companion.keyIndex }),
      this.keyIndexList(account),
    ]);
  }

  #sign(account: Account, companions: readonly Companion[]): Buffer {
    const { publicKey, privateKey } = this.#world.phones.of(account).identity;
    const details = proto.ADVKeyIndexList.encode({
      rawId: Number(account.lid.slice(-8)),
      timestamp: newest(companions),
      currentIndex: account.nextCompanionId - 1,
      validIndexes: [0, ...companions.map(({ keyIndex }) => keyIndex)],
    }).finish();
    const signed = proto.ADVSignedKeyIndexList.encode({
      details,
      accountSignature: sign(privateKey, Buffer.concat([KEY_INDEX_LIST_PREFIX, details])),
      accountSignatureKey: publicKey,
    });
    return Buffer.from(signed.finish());
  }
}

function newest(companions: readonly Companion[]): number {
  return companions.reduce((latest, { pairedAt }) => Math.max(latest, pairedAt), 0);
}

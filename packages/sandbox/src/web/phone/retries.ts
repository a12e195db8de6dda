import type { proto } from "@whiskeysockets/baileys";
import { lidJid } from "../address.ts";
import { isGroupJid, isStatusJid } from "../jid.ts";
import type { DeviceAddress } from "../model.ts";
import { bigEndian, bytesOf, childOf, element, readBigEndian, type Stanza } from "../stanza.ts";
import { verifySignature } from "../wire/signature.ts";
import type { World } from "../world.ts";
import { kindOf } from "./message-kind.ts";
import { contentOf, type LoggedMessage, type MessageLog } from "./message-log.ts";
import { copyFor, type Outbox } from "./outbox.ts";
import type { PhoneKeys } from "./phone-keys.ts";
import type { PhoneSenderKeys } from "./phone-sender-keys.ts";
import type { PhoneSessions } from "./phone-sessions.ts";
import { typed } from "./signal/curve.ts";
import type { RemoteBundle } from "./signal/session.ts";

/** How often a message is asked for, and sent, again; Baileys' default as well. */
const MAX_RETRIES = 5;
/** Peer messages that are kept for a companion that could not read one. */
const MAX_PEER_MESSAGES = 100;

/** What retries work with. */
export interface RetryParts {
  readonly world: World;
  readonly own: DeviceAddress;
  readonly keys: PhoneKeys;
  readonly sessions: PhoneSessions;
  readonly senderKeys: PhoneSenderKeys;
  readonly log: MessageLog;
  readonly outbox: Outbox;
}

/** Both sides of the retry of messages that a device could not decrypt (wire page, section 11). */
export class Retries {
  readonly #parts: RetryParts;
  /** How often this phone asked for a message, by id and author. */
  readonly #asked = new Map<string, number>();
  readonly #peerMessages = new Map<string, proto.IMessage>();

  constructor(parts: RetryParts) {
    this.#parts = parts;
  }

  /** Keeps a peer message, which is in no log. */
  rememberPeer(id: string, message: proto.IMessage): void {
    this.#peerMessages.set(id, message);
    const [oldest] = this.#peerMessages.keys();
    if (this.#peerMessages.size > MAX_PEER_MESSAGES && oldest !== undefined) this.#peerMessages.delete(oldest);
  }

  /** Asks for a message again, from the second time on with fresh keys; gives how often that was done by now. */
  askAgain(stanza: Stanza): number {
    const { id = "", from, participant, recipient, t } = stanza.attrs;
    const key = `${id} ${participant ?? from}`;
    const count = (this.#asked.get(key) ?? 0) + 1;
    if (count > MAX_RETRIES) return MAX_RETRIES;
    this.#asked.set(key, count);
    if (this.#asked.size > this.#parts.world.settings.historyLimit) {
      const [oldest] = this.#asked.keys();
      if (oldest !== undefined) this.#asked.delete(oldest);
    }
    const { registrationId } = this.#parts.keys;
    this.#parts.outbox.submit(
      element("receipt", { id, type: "retry", to: from, participant, recipient }, [
        element("retry", { count, id, t, v: 1, error: 0 }),
        element("registration", {}, bigEndian(registrationId, 4)),
        ...(count > 1 ? [this.#ownKeys()] : []),
      ]),
    );
    return count;
  }

  /** Sends a message again to the device that could not read it. Does nothing for a message that is not known. */
  sendAgain(receipt: Stanza): void {
    const { id = "", from = "", participant, recipient } = receipt.attrs;
    const { world, own, sessions, log, outbox } = this.#parts;
    const device = world.directory.address(participant ?? from);
    const count = Number(childOf(receipt, "retry")?.attrs["count"] ?? 1);
    const logged = log.find(id, own.account.lid);
    const message = logged === undefined ? this.#peerMessages.get(id) : contentOf(logged);
    if (device === undefined || message === undefined || count > MAX_RETRIES) return;
    if (logged !== undefined && !this.#mayRead(device, logged)) return;
    sessions.restart(device, bundleIn(receipt));
    const isPeer = logged === undefined;
    const isShared = isGroupJid(from) || isStatusJid(from);
    const isOwnDevice = device.account === own.account;
    const content = isShared ? this.#withSenderKey(from, message) : message;
    const chat = recipient ?? logged?.chat ?? "";
    const kind = kindOf(message);
    const enc = outbox.encFor(device, isOwnDevice && !isShared && !isPeer ? copyFor(chat, content) : content, {
      ...kind.encAttributes,
      count,
    });
    const jid = lidJid(device.account, device.device);
    // A status names its audience in <participants>, here this one device; a group has an attribute for it.
    const encs = isStatusJid(from) ? [element("participants", {}, [element("to", { jid }, [enc])])] : [enc];
    const addressing = isShared
      ? { to: from, participant: isGroupJid(from) ? (participant ?? jid) : undefined }
      : { to: from, recipient: isOwnDevice && !isPeer ? chat : undefined, device_fanout: "false" };
    const category = isPeer ? "peer" : undefined;
    outbox.submit(element("message", { id, ...addressing, category, ...kind.attributes }, [...encs, ...kind.meta]));
  }

  /** Whether a device is one of those that a message was for: nobody else gets it by asking. */
  #mayRead({ account }: DeviceAddress, { chat }: LoggedMessage): boolean {
    // A status goes again to a device that the server asks for: only the server knows who saw it.
    if (account === this.#parts.own.account || isStatusJid(chat)) return true;
    const { directory, groups } = this.#parts.world;
    const group = groups.get(chat);
    return group === undefined ? directory.byJid(chat) === account : groups.isMember(group, account);
  }

  #withSenderKey(group: string, message: proto.IMessage): proto.IMessage {
    const key = this.#parts.senderKeys.distribution(group);
    if (key === null) return message;
    return { ...message, senderKeyDistributionMessage: { groupId: group, axolotlSenderKeyDistributionMessage: key } };
  }

  #ownKeys(): Stanza {
    const { keys } = this.#parts;
    const { signedPreKey } = keys;
    const oneTime = keys
      .newPreKeys(1)
      .map(({ id, publicKey }) =>
        element("key", {}, [element("id", {}, bigEndian(id, 3)), element("value", {}, publicKey)]),
      );
    return element("keys", {}, [
      element("type", {}, Buffer.from([5])),
      element("identity", {}, keys.identity.publicKey),
      ...oneTime,
      element("skey", {}, [
        element("id", {}, bigEndian(signedPreKey.id, 3)),
        element("value", {}, signedPreKey.publicKey),
        element("signature", {}, keys.signedPreKeySignature()),
      ]),
    ]);
  }
}

/** The requester's keys, when the receipt carries them and they are signed as they must be. */
function bundleIn(receipt: Stanza): RemoteBundle | undefined {
  const keys = childOf(receipt, "keys");
  const identityKey = bytesOf(childOf(keys, "identity"));
  const signedPreKey = keyIn(childOf(keys, "skey"));
  const signature = bytesOf(childOf(childOf(keys, "skey"), "signature"));
  if (identityKey?.length !== 32 || signedPreKey === null || signature?.length !== 64) return undefined;
  if (!verifySignature(identityKey, typed(signedPreKey.publicKey), signature)) return undefined;
  return { identityKey, signedPreKey, preKey: keyIn(childOf(keys, "key")) };
}

function keyIn(stanza: Stanza | undefined): { id: number; publicKey: Buffer } | null {
  const id = readBigEndian(bytesOf(childOf(stanza, "id")));
  const publicKey = bytesOf(childOf(stanza, "value"));
  return id === null || publicKey?.length !== 32 ? null : { id, publicKey };
}

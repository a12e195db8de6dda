import { timingSafeEqual } from "node:crypto";
import { proto } from "@whiskeysockets/baileys";
import { agreement, deriveKeys, type KeyPair, typed } from "./curve.ts";
import { type ChainPosition, decryptCbc, encryptCbc, hmac, takeMessageKey } from "./message-keys.ts";
import { SignalError } from "./signal-error.ts";
import { type PreKeyMessage, readMessage, VERSION } from "./signal-messages.ts";

/** A chain of messages from the other side, under one of its ratchet keys. */
interface ReceivingChain {
  readonly ratchetKey: Buffer;
  readonly chain: ChainPosition;
}

/** What a session of ours says in its messages until the other side has answered one of them. */
interface PendingPreKey {
  readonly baseKey: Buffer;
  readonly signedPreKeyId: number;
  readonly preKeyId?: number;
}

/** One Double Ratchet session. Never changed: each message gives the session that comes after it. */
export interface Session {
  /** Public key (32 bytes) that tells this session from others with the same device. */
  readonly baseKey: Buffer;
  readonly remoteIdentity: Buffer;
  readonly rootKey: Buffer;
  /** Our newest ratchet key; for a session that the other side began, our signed pre-key until its first message. */
  readonly ratchet: KeyPair;
  readonly sending: ChainPosition | null;
  /** How many messages our chain before this one had. */
  readonly previousCounter: number;
  /** Newest first. */
  readonly receiving: readonly ReceivingChain[];
  readonly pending?: PendingPreKey;
}

/** The public keys of the device that a session is begun with. */
export interface RemoteBundle {
  readonly identityKey: Buffer;
  readonly signedPreKey: { readonly id: number; readonly publicKey: Buffer };
  /** Null when the device has no one-time key left. */
  readonly preKey: { readonly id: number; readonly publicKey: Buffer } | null;
}

/** A message for one device, as `<enc>` carries it. */
export interface Ciphertext {
  readonly type: "pkmsg" | "msg";
  readonly bytes: Buffer;
}

/** Who we are in a session. */
export interface LocalIdentity {
  readonly identity: KeyPair;
  readonly registrationId: number;
}

/** Signal's limit: older chains of the other side are forgotten. */
const MAX_RECEIVING_CHAINS = 5;
const NO_SALT = Buffer.alloc(32);

/** Begins a session from a bundle (X3DH). `newKeyPair` draws keys. */
export function startSession(local: LocalIdentity, bundle: RemoteBundle, newKeyPair: () => KeyPair): Session {
  const base = newKeyPair();
  const secrets = [
    agreement(bundle.signedPreKey.publicKey, local.identity.privateKey),
    agreement(bundle.identityKey, base.privateKey),
    agreement(bundle.signedPreKey.publicKey, base.privateKey),
  ];
  if (bundle.preKey !== null) secrets.push(agreement(bundle.preKey.publicKey, base.privateKey));
  const ratchet = newKeyPair();
  const step = ratchetStep(rootKeyOf(secrets), bundle.signedPreKey.publicKey, ratchet);
  return {
    baseKey: base.publicKey,
    remoteIdentity: bundle.identityKey,
    rootKey: step.rootKey,
    ratchet,
    sending: step.chain,
    previousCounter: 0,
    receiving: [],
    pending: {
      baseKey: base.publicKey,
      signedPreKeyId: bundle.signedPreKey.id,
      ...(bundle.preKey === null ? {} : { preKeyId: bundle.preKey.id }),
    },
  };
}

/** The session that a pre-key message begins, before its message is opened. */
export function acceptSession(
  local: LocalIdentity,
  message: PreKeyMessage,
  keys: { readonly signedPreKey: KeyPair; readonly preKey?: KeyPair },
): Session {
  const secrets = [
    agreement(message.identityKey, keys.signedPreKey.privateKey),
    agreement(message.baseKey, local.identity.privateKey),
    agreement(message.baseKey, keys.signedPreKey.privateKey),
  ];
  if (keys.preKey !== undefined) secrets.push(agreement(message.baseKey, keys.preKey.privateKey));
  return {
    baseKey: message.baseKey,
    remoteIdentity: message.identityKey,
    rootKey: rootKeyOf(secrets),
    ratchet: keys.signedPreKey,
    sending: null,
    previousCounter: 0,
    receiving: [],
  };
}

/** Encrypts for the other side. Raises SignalError for a session that has never received its first message. */
export function seal(
  session: Session,
  local: LocalIdentity,
  plaintext: Buffer,
): { session: Session; sealed: Ciphertext } {
  if (session.sending === null) throw new SignalError("the session has no sending chain yet");
  const counter = session.sending.next;
  const { key, chain } = takeMessageKey(session.sending, counter);
  const keys = deriveKeys(key, NO_SALT, "WhisperMessageKeys");
  const body = proto.SignalMessage.encode({
    ratchetKey: typed(session.ratchet.publicKey),
    counter,
    previousCounter: session.previousCounter,
    ciphertext: encryptCbc(keys.first, keys.third.subarray(0, 16), plaintext),
  }).finish();
  const versioned = Buffer.concat([Buffer.from([VERSION]), body]);
  const mac = macOf(keys.second, local.identity.publicKey, session.remoteIdentity, versioned);
  const message = Buffer.concat([versioned, mac]);
  const next = { ...session, sending: chain };
  const { pending } = session;
  if (pending === undefined) return { session: next, sealed: { type: "msg", bytes: message } };
  const introduction = proto.PreKeySignalMessage.encode({
    registrationId: local.registrationId,
    ...(pending.preKeyId === undefined ? {} : { preKeyId: pending.preKeyId }),
    signedPreKeyId: pending.signedPreKeyId,
    baseKey: typed(pending.baseKey),
    identityKey: typed(local.identity.publicKey),
    message,
  }).finish();
  return { session: next, sealed: { type: "pkmsg", bytes: Buffer.concat([Buffer.from([VERSION]), introduction]) } };
}

/** Opens a message of the other side. Raises SignalError when it does not belong to this session or was opened before. */
export function open(
  session: Session,
  local: LocalIdentity,
  bytes: Buffer,
  newKeyPair: () => KeyPair,
): { session: Session; plaintext: Buffer } {
  const { ratchetKey, counter, previousCounter, ciphertext } = readMessage(bytes);
  const current = session.receiving.some((chain) => chain.ratchetKey.equals(ratchetKey))
    ? session
    : stepped(session, ratchetKey, previousCounter, newKeyPair);
  const receiving = current.receiving.find((chain) => chain.ratchetKey.equals(ratchetKey));
  if (receiving === undefined) throw new SignalError("the session has no chain for this message");
  const { key, chain } = takeMessageKey(receiving.chain, counter);
  const keys = deriveKeys(key, NO_SALT, "WhisperMessageKeys");
  const mac = macOf(keys.second, session.remoteIdentity, local.identity.publicKey, bytes.subarray(0, -8));
  if (!timingSafeEqual(mac, bytes.subarray(-8))) throw new SignalError("the message is not authentic");
  const plaintext = decryptCbc(keys.first, keys.third.subarray(0, 16), ciphertext);
  const { pending: _answered, ...answered } = current;
  const chains = answered.receiving.map((each) => (each === receiving ? { ratchetKey, chain } : each));
  return { session: { ...answered, receiving: chains }, plaintext };
}

/** The session after the other side has shown a new ratchet key: its new chain, and a new one of ours. */
function stepped(session: Session, ratchetKey: Buffer, previousCounter: number, newKeyPair: () => KeyPair): Session {
  const received = ratchetStep(session.rootKey, ratchetKey, session.ratchet);
  const ratchet = newKeyPair();
  const sent = ratchetStep(received.rootKey, ratchetKey, ratchet);
  const [newest, ...older] = session.receiving;
  const finished = newest === undefined ? [] : [{ ...newest, chain: finishedChain(newest.chain, previousCounter) }];
  return {
    ...session,
    rootKey: sent.rootKey,
    ratchet,
    sending: sent.chain,
    previousCounter: session.sending === null ? 0 : Math.max(0, session.sending.next - 1),
    receiving: [{ ratchetKey, chain: received.chain }, ...finished, ...older].slice(0, MAX_RECEIVING_CHAINS),
  };
}

/** Keeps the keys of the messages that the other side sent in a chain that it left, and that did not come yet. */
function finishedChain(chain: ChainPosition, lastCounter: number): ChainPosition {
  if (lastCounter < chain.next) return chain;
  const { key, chain: after } = takeMessageKey(chain, lastCounter);
  return { ...after, skipped: { ...after.skipped, [lastCounter]: key } };
}

function ratchetStep(rootKey: Buffer, theirs: Buffer, ours: KeyPair): { rootKey: Buffer; chain: ChainPosition } {
  const keys = deriveKeys(agreement(theirs, ours.privateKey), rootKey, "WhisperRatchet");
  return { rootKey: keys.first, chain: { key: keys.second, next: 0, skipped: {} } };
}

function rootKeyOf(secrets: readonly Buffer[]): Buffer {
  return deriveKeys(Buffer.concat([Buffer.alloc(32, 0xff), ...secrets]), NO_SALT, "WhisperText").first;
}

/** The first 8 bytes of the MAC over both identities and the message. */
function macOf(key: Buffer, sender: Buffer, receiver: Buffer, message: Buffer): Buffer {
  return hmac(key, Buffer.concat([typed(sender), typed(receiver), message])).subarray(0, 8);
}

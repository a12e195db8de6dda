import { createHmac } from "node:crypto";
import { proto } from "@whiskeysockets/baileys";
import { sign, verifySignature } from "../wire/signature.ts";

const ACCOUNT_PREFIX = Buffer.from([6, 0]);
const DEVICE_PREFIX = Buffer.from([6, 1]);

/** A companion's identity as its account vouches for it, not yet signed by the companion itself. */
export interface OfferedIdentity {
  /** Serialised `ADVDeviceIdentity`. */
  readonly details: Buffer;
  readonly accountSignatureKey: Buffer;
  readonly accountSignature: Buffer;
  /** Serialised `ADVSignedDeviceIdentityHMAC`: what the client gets. */
  readonly offer: Buffer;
}

export interface IdentityOffer {
  readonly account: { readonly publicKey: Buffer; readonly privateKey: Buffer };
  /** The companion's identity key (32 bytes). */
  readonly companionIdentity: Buffer;
  /** From the QR code, or agreed upon with the pairing code. */
  readonly advSecret: Buffer;
  readonly rawId: number;
  readonly keyIndex: number;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** Signs a companion's identity with the account's, as a phone does. */
export function offerIdentity(offer: IdentityOffer): OfferedIdentity {
  const { account, companionIdentity, advSecret, rawId, keyIndex, timestamp } = offer;
  const details = Buffer.from(
    proto.ADVDeviceIdentity.encode({
      rawId,
      timestamp,
      keyIndex,
      accountType: proto.ADVEncryptionType.E2EE,
      deviceType: proto.ADVEncryptionType.E2EE,
    }).finish(),
  );
  const signed = Buffer.concat([ACCOUNT_PREFIX, details, companionIdentity]);
  const accountSignature = sign(account.privateKey, signed);
  const identity = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: account.publicKey,
    accountSignature,
  }).finish();
  const hmac = createHmac("sha256", advSecret).update(identity).digest();
  return {
    details,
    accountSignatureKey: account.publicKey,
    accountSignature,
    offer: Buffer.from(proto.ADVSignedDeviceIdentityHMAC.encode({ details: identity, hmac }).finish()),
  };
}

/**
 * Checks the companion's answer to an offer, strictly, and gives the `ADVSignedDeviceIdentity` that bundles carry: with
 * the account's key, which the client leaves out. Null when the answer is of something else or not signed as it must be.
 */
export function acceptIdentity(offered: OfferedIdentity, companionIdentity: Buffer, answer: Buffer): Buffer | null {
  let signed: proto.ADVSignedDeviceIdentity;
  try {
    signed = proto.ADVSignedDeviceIdentity.decode(answer);
  } catch {
    return null;
  }
  const { details, accountSignature, deviceSignature } = signed;
  if (!details || !accountSignature || !deviceSignature) return null;
  if (!offered.details.equals(details) || !offered.accountSignature.equals(accountSignature)) return null;
  const message = Buffer.concat([DEVICE_PREFIX, offered.details, companionIdentity, offered.accountSignatureKey]);
  if (!verifySignature(companionIdentity, message, deviceSignature)) return null;
  const { accountSignatureKey } = offered;
  return Buffer.from(
    proto.ADVSignedDeviceIdentity.encode({ details, accountSignature, deviceSignature, accountSignatureKey }).finish(),
  );
}

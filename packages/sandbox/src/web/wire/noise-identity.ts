import { proto } from "@whiskeysockets/baileys";
import type { World } from "../world.ts";
import { type KeyPair, keyPair } from "./key-pair.ts";
import type { ServerIdentity } from "./noise.ts";
import { sign } from "./signature.ts";

/** The server's Noise keys and certificates. The record is kept, so that clients can trust one root for good. */
export interface NoiseIdentity extends ServerIdentity {
  /** What clients put into `WA_CERT_DETAILS.PUBLIC_KEY` (32 bytes). */
  readonly rootKey: Buffer<ArrayBuffer>;
}

interface StoredKeys {
  readonly root: Buffer;
  readonly intermediate: Buffer;
  readonly leaf: Buffer;
}

const DAY_SECONDS = 86_400;
const ROOT_SERIAL = 0;
const INTERMEDIATE_SERIAL = 1;
const LEAF_SERIAL = 2;

/**
 * The Noise identity of this sandbox: kept in the store under `transport`, made at the first start. With a seed it is
 * the same in every run, so a CI can pin the root key; it protects nothing but the sandbox itself.
 */
export function noiseIdentity(world: Pick<World, "store" | "random" | "clock">): NoiseIdentity {
  const kept = world.store.collection<StoredKeys>("transport");
  let keys = kept.get("noise");
  if (keys === undefined) {
    keys = {
      root: world.random.bytes("noise root key", 32),
      intermediate: world.random.bytes("noise intermediate key", 32),
      leaf: world.random.bytes("noise server key", 32),
    };
    kept.set("noise", keys);
  }
  const root = keyPair(keys.root);
  const staticKey = keyPair(keys.leaf);
  const chain = certificateChain(root, keyPair(keys.intermediate), staticKey.publicKey, world.clock.seconds());
  return { rootKey: Buffer.from(root.publicKey), staticKey, certificateChain: chain };
}

/** `CertChain`: the leaf has the server's static key, the intermediate signs it, the root signs the intermediate. */
export function certificateChain(root: KeyPair, intermediate: KeyPair, serverKey: Buffer, nowSeconds: number): Buffer {
  const validity = { notBefore: nowSeconds - DAY_SECONDS, notAfter: nowSeconds + 3650 * DAY_SECONDS };
  const { Details } = proto.CertChain.NoiseCertificate;
  const intermediateDetails = Details.encode({
    ...validity,
    serial: INTERMEDIATE_SERIAL,
    issuerSerial: ROOT_SERIAL,
    key: intermediate.publicKey,
  }).finish();
  const leafDetails = Details.encode({
    ...validity,
    serial: LEAF_SERIAL,
    issuerSerial: INTERMEDIATE_SERIAL,
    key: serverKey,
  }).finish();
  const certified = (details: Uint8Array, issuer: KeyPair) => ({
    details,
    signature: sign(issuer.privateKey, Buffer.from(details)),
  });
  const chain = { leaf: certified(leafDetails, intermediate), intermediate: certified(intermediateDetails, root) };
  return Buffer.from(proto.CertChain.encode(chain).finish());
}

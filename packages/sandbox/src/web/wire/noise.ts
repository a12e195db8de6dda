import { createCipheriv, createDecipheriv, createHash, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { proto } from "@whiskeysockets/baileys";
import { INTRO } from "./frames.ts";
import { type KeyPair, sharedSecret } from "./key-pair.ts";

/** Exactly 32 bytes, so that it is the first hash as it is. */
const PROTOCOL_NAME = Buffer.from("Noise_XX_25519_AESGCM_SHA256\0\0\0\0", "latin1");
const TAG_BYTES = 16;

/** A handshake message that is not what the pattern has at this point. */
export class HandshakeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "HandshakeError";
  }
}

/** AES-256-GCM with a counter as nonce: one direction of a connection. */
export class Cipher {
  /** Made once: Node.js takes three times as long for a frame when it gets the bare bytes with each. */
  readonly #key: KeyObject;
  readonly #nonce = Buffer.alloc(12);
  #counter = 0;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  /** Ciphertext and tag. */
  seal(plaintext: Buffer, associated?: Buffer): Buffer {
    const cipher = createCipheriv("aes-256-gcm", this.#key, this.#next());
    if (associated !== undefined) cipher.setAAD(associated);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** Raises an Error when the tag does not fit; the counter has then moved on, and the connection is of no more use. */
  open(sealed: Uint8Array, associated?: Buffer): Buffer {
    if (sealed.length < TAG_BYTES) throw new Error("shorter than its tag");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, this.#next(), { authTagLength: TAG_BYTES });
    if (associated !== undefined) decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  }

  #next(): Buffer {
    this.#nonce.writeUInt32BE(this.#counter++, 8);
    return this.#nonce;
  }
}

/** What the server shows of itself. */
export interface ServerIdentity {
  readonly staticKey: KeyPair;
  /** Serialised `CertChain` for that key. */
  readonly certificateChain: Buffer;
}

/** The two ciphers of an established connection. */
export interface Transport {
  readonly incoming: Cipher;
  readonly outgoing: Cipher;
}

/**
 * The server's side of `Noise_XX_25519_AESGCM_SHA256` (noiseprotocol.org) as WhatsApp Web plays it: `hello`, then
 * `finish`, then `transport`.
 */
export class NoiseHandshake {
  readonly #identity: ServerIdentity;
  readonly #ephemeral: KeyPair;
  #hash: Buffer = PROTOCOL_NAME;
  #chainingKey: Buffer = PROTOCOL_NAME;
  #cipher = new Cipher(PROTOCOL_NAME);

  constructor(identity: ServerIdentity, ephemeral: KeyPair) {
    this.#identity = identity;
    this.#ephemeral = ephemeral;
    this.#mixHash(INTRO);
  }

  /** Takes the client's first message and gives the answer. Raises {@link HandshakeError}. */
  hello(message: Buffer): Buffer {
    const client = decode(message).clientHello?.ephemeral;
    if (client?.length !== 32) throw new HandshakeError("no client hello with an ephemeral key");
    this.#mixHash(client);
    this.#mixHash(this.#ephemeral.publicKey);
    this.#mixSecret(this.#ephemeral, client);
    const encryptedStatic = this.#seal(this.#identity.staticKey.publicKey);
    this.#mixSecret(this.#identity.staticKey, client);
    const payload = this.#seal(this.#identity.certificateChain);
    const serverHello = { ephemeral: this.#ephemeral.publicKey, static: encryptedStatic, payload };
    return Buffer.from(proto.HandshakeMessage.encode({ serverHello }).finish());
  }

  /** Takes the client's second message: its static key (32 bytes) and what it says. Raises {@link HandshakeError}. */
  finish(message: Buffer): { readonly clientKey: Buffer; readonly payload: Buffer } {
    const finish = decode(message).clientFinish;
    if (!finish?.static || !finish.payload) throw new HandshakeError("no client finish with a key and a payload");
    const clientKey = this.#open(finish.static, "the client's static key");
    if (clientKey.length !== 32) throw new HandshakeError(`a static key of ${clientKey.length} bytes`);
    this.#mixSecret(this.#ephemeral, clientKey);
    return { clientKey, payload: this.#open(finish.payload, "the client's payload") };
  }

  /** The ciphers for everything after the handshake. */
  transport(): Transport {
    const [incoming, outgoing] = this.#derive(Buffer.alloc(0));
    return { incoming: new Cipher(incoming), outgoing: new Cipher(outgoing) };
  }

  #mixHash(bytes: Uint8Array): void {
    this.#hash = createHash("sha256").update(this.#hash).update(bytes).digest();
  }

  #mixSecret(own: KeyPair, other: Uint8Array): void {
    let secret: Buffer;
    try {
      secret = sharedSecret(own.privateKey, other);
    } catch (error) {
      throw new HandshakeError("a key that cannot be agreed with", { cause: error });
    }
    const [chainingKey, key] = this.#derive(secret);
    this.#chainingKey = chainingKey;
    this.#cipher = new Cipher(key);
  }

  #derive(secret: Buffer): [Buffer, Buffer] {
    const bytes = Buffer.from(hkdfSync("sha256", secret, this.#chainingKey, "", 64));
    return [bytes.subarray(0, 32), bytes.subarray(32)];
  }

  #seal(plaintext: Buffer): Buffer {
    const sealed = this.#cipher.seal(plaintext, this.#hash);
    this.#mixHash(sealed);
    return sealed;
  }

  #open(sealed: Uint8Array, what: string): Buffer {
    try {
      const plaintext = this.#cipher.open(sealed, this.#hash);
      this.#mixHash(sealed);
      return plaintext;
    } catch (error) {
      throw new HandshakeError(`${what} does not decrypt`, { cause: error });
    }
  }
}

function decode(message: Buffer): proto.HandshakeMessage {
  try {
    return proto.HandshakeMessage.decode(message);
  } catch (error) {
    throw new HandshakeError("not a handshake message", { cause: error });
  }
}

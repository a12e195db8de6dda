/** A signed pre-key as a server sees it: public, without type bytes. */
export interface SignedPreKey {
  /** 24 bits. */
  readonly id: number;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** By the identity key, over `05` and the public key (64 bytes). */
  readonly signature: Buffer;
}

/** The public keys of one device that do not wear out. */
export interface DeviceKeys {
  readonly registrationId: number;
  /** 32 bytes, without type byte. */
  readonly identityKey: Buffer;
  readonly signedPreKey: SignedPreKey;
}

/** A public one-time pre-key. */
export interface PreKey {
  /** 24 bits. */
  readonly id: number;
  /** 32 bytes, without type byte. */
  readonly publicKey: Buffer;
}

/** What somebody gets who wants to open a Signal session with a device. */
export interface Bundle extends DeviceKeys {
  /** Used up by this bundle; null when the device has none left. */
  readonly preKey: PreKey | null;
  /** `ADVSignedDeviceIdentity` of a companion; null for a phone. */
  readonly deviceIdentity: Buffer | null;
}

/** Keys that cannot be accepted. */
export class KeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "KeyError";
  }
}

/** Why a device could not be linked. */
export type PairingFailure =
  /** The text is no QR code of WhatsApp Web. */
  | "invalid-qr"
  /** No client shows this QR code: it has left, or the code is of another server. */
  | "unknown-ref"
  /** The QR code is too old, or was scanned already. */
  | "expired-ref"
  /** The keys in the QR code are not those of the client that shows it. */
  | "wrong-keys"
  /** No phone number was given, and the client names none in its push name. */
  | "unknown-number"
  /** No client waits for a code of this number. */
  | "unknown-code"
  /** The client asked for its code too long ago. */
  | "expired-code"
  /** Not the code that the client shows. */
  | "wrong-code"
  /** The account has as many companions as it may have. */
  | "too-many-devices"
  /** The account may not log in. */
  | "banned"
  /** The client answered with an error, wrongly, not at all, or has left. */
  | "refused-by-client";

/** Raised when a device cannot be linked; the message is for people. */
export class PairingError extends Error {
  readonly reason: PairingFailure;

  constructor(reason: PairingFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PairingError";
    this.reason = reason;
  }
}

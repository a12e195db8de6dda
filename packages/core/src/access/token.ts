import { hash, randomBytes, timingSafeEqual } from "node:crypto";

/** SHA-256 of a key; the only form in which instance tokens are stored. */
export function tokenHash(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

/** A new instance token: 128 random bits, upper-case hexadecimal. */
export function newToken(): string {
  return randomBytes(16).toString("hex").toUpperCase();
}

/** Compares two hashes in constant time. */
export function isSameHash(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

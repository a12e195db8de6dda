import { createHash, createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

/**
 * Checks `X-Hub-Signature-256: sha256=<hex>` over the raw body, in constant time. Source: Meta, "Webhooks: Validating
 * payloads". Raises on an empty secret, with which anybody could sign.
 */
export function signatureCheck(appSecret: string): (rawBody: Buffer, header: string | string[] | undefined) => boolean {
  if (appSecret === "") throw new Error("the app secret of Meta's webhook is empty");
  const key = createSecretKey(appSecret, "utf8");
  return (rawBody, header) => {
    const hex = typeof header === "string" ? /^sha256=([0-9a-fA-F]{64})$/.exec(header)?.[1] : undefined;
    if (hex === undefined) return false;
    return timingSafeEqual(createHmac("sha256", key).update(rawBody).digest(), Buffer.from(hex, "hex"));
  };
}

/** Compares secrets in constant time, whatever their lengths. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

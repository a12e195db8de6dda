import { type InputIssue, WaxwingError } from "@waxwing/contract";
import type { EngineCreation } from "@waxwing/core";

/** What reaches Meta on behalf of an instance. */
export interface CloudCredentials {
  /** Phone number id. */
  readonly number: string;
  readonly businessId: string | null;
  /** Graph access token. */
  readonly credentials: string;
}

/** The credentials that the creator gave. Raises CREDENTIALS_REQUIRED (naming what is missing) or VALIDATION_FAILED. */
export function credentialsOf(creation: EngineCreation): CloudCredentials {
  const { token, number, businessId } = creation;
  if (token === undefined || number === undefined) {
    const missing = [
      ...(token === undefined ? [{ name: "token", meaning: "Graph access token" }] : []),
      ...(number === undefined ? [{ name: "number", meaning: "phone number id" }] : []),
    ];
    const needed = missing.map(({ name, meaning }) => `${name} (${meaning})`).join(" and ");
    throw new WaxwingError("CREDENTIALS_REQUIRED", `WHATSAPP-BUSINESS needs ${needed}.`, {
      details: { missing: missing.map(({ name }) => name) },
    });
  }
  const issues: InputIssue[] = [];
  // It becomes a segment of Graph's paths.
  if (!/^\d{1,32}$/.test(number)) issues.push({ path: "number", message: "must be a phone number id: 1 to 32 digits" });
  // It becomes a header.
  if (!/^[\x21-\x7e]+$/.test(token)) issues.push({ path: "token", message: "must be printable ASCII without spaces" });
  if (issues.length > 0) throw new WaxwingError("VALIDATION_FAILED", undefined, { details: { issues } });
  return { number, businessId: businessId ?? null, credentials: token };
}

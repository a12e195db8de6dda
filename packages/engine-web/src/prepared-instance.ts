import { WaxwingError } from "@waxwing/contract";
import type { EngineCreation, PreparedInstance } from "@waxwing/core";

/** What is stored for a new instance: it is closed, and has no secrets but its token. Throws VALIDATION_FAILED. */
export function preparedInstance({ token, number, businessId }: EngineCreation): PreparedInstance {
  if (number !== undefined && !/^\d{5,20}(?=$|[@:])/.test(number)) {
    throw new WaxwingError("VALIDATION_FAILED", undefined, {
      details: { issues: [{ path: "number", message: "must be a phone number of 5 to 20 digits" }] },
    });
  }
  return {
    number: number ?? null,
    businessId: businessId ?? null,
    credentials: null,
    connectionState: "close",
    ownerJid: null,
    instanceToken: token,
    inboundUrl: null,
  };
}

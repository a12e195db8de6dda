import { WaxwingError } from "@waxwing/contract";

/** The error for one field with two values; it names the field and never the values. */
export function conflictingInput(path: string): WaxwingError {
  return new WaxwingError("CONFLICTING_INPUT", undefined, {
    details: { issues: [{ path, message: "was given twice with different values" }] },
  });
}

/** The error for input that cannot be handed to the operation's schema at all. */
export function invalidInput(path: string, message: string): WaxwingError {
  return new WaxwingError("VALIDATION_FAILED", undefined, { details: { issues: [{ path, message }] } });
}

/** The error for a body that is not what its content type says. */
export function malformedBody(message: string, cause?: unknown): WaxwingError {
  return new WaxwingError("MALFORMED_BODY", message, cause === undefined ? {} : { cause });
}

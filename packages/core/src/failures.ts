import { WaxwingError } from "@waxwing/contract";

const connectionFaults = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
]);

/** Whether an error says that PostgreSQL is away, going, starting or full, rather than that a statement is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: unknown };
  if (typeof code === "string") {
    if (connectionFaults.has(code) || code.startsWith("08") || code.startsWith("57P") || code.startsWith("53"))
      return true;
    // Prisma: cannot reach, timed out, closed by the server.
    if (["P1001", "P1002", "P1008", "P1017"].includes(code)) return true;
  }
  if (
    typeof message === "string" &&
    /connection (terminated|ended|closed)|timeout exceeded when trying to connect/i.test(message)
  ) {
    return true;
  }
  return cause !== undefined && cause !== error && isDatabaseAway(cause);
}

/** Whether a row could not be written because its instance was deleted meanwhile. */
export function isInstanceGone(error: unknown): boolean {
  if (error instanceof WaxwingError) return error.code === "INSTANCE_NOT_FOUND";
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === "23503" && typeof constraint === "string" && constraint.endsWith("_instance_id_fkey");
}

/** What a caller sees of an error that is none of the catalogue's, or not one of the operation's. */
export function serverError(error: unknown): WaxwingError {
  if (isDatabaseAway(error)) {
    return new WaxwingError("SERVICE_UNAVAILABLE", "The database is not reachable; try again.", { cause: error });
  }
  if (isInstanceGone(error)) return new WaxwingError("INSTANCE_NOT_FOUND", undefined, { cause: error });
  return new WaxwingError("INTERNAL", undefined, { cause: error });
}

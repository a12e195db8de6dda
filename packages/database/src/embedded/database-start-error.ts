/** The embedded PostgreSQL could not be started; the message is a sentence for the person who starts the server. */
export class DatabaseStartError extends Error {
  override readonly name = "DatabaseStartError";
}

/** The code of a Node.js system error (`ENOENT`, `EACCES`, …), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const methods = ["debug", "error", "info", "log", "trace", "warn"] as const;

/** Set on a console's method that was replaced. */
const silenced = Symbol.for("waxwing.console-without-libsignal");

/** How libsignal's texts begin, for a bundle, in which a stack does not name it. */
const knownBeginnings = [
  "Closing session:",
  "Closing open session",
  "Closing stale open session",
  "Decrypted message with closed session",
  "Duplicate PreKeyMessage",
  "Failed to decrypt message with any known session",
  "Migrating session to:",
  "Opening session:",
  "Removing old closed session:",
  "Session already closed",
  "Session already open",
  "Session error:",
  "Unhandled bucket type",
  "V1 session storage migration error",
  "WARNING: Expected pubkey of length 33",
];

/** Members of libsignal's sessions and records, some of which hold private keys. */
const membersOfSessions = ["_chains", "currentRatchet", "indexInfo", "pendingPreKey", "_sessions"];

/**
 * Keeps libsignal off the console from now on: it prints session objects with their private keys, and stacks for every
 * message that it cannot decrypt. Whatever else is printed passes. May be called again.
 */
export function silenceLibsignal(): void {
  const { console: output } = globalThis;
  for (const method of methods) {
    const print = output[method];
    if (silenced in print) continue;
    const replacement = (...parts: unknown[]): void => {
      if (isOfLibsignal(parts)) return;
      print.apply(output, parts);
    };
    output[method] = Object.assign(replacement, { [silenced]: true });
  }
}

function isOfLibsignal(parts: readonly unknown[]): boolean {
  const [first] = parts;
  if (typeof first === "string" && knownBeginnings.some((beginning) => first.startsWith(beginning))) return true;
  if (parts.some(isSession)) return true;
  // Printing is rare where a log is used for everything: a stack for each call costs nothing that counts.
  const { stack = "" } = new Error("who prints");
  return /[\\/]libsignal[\\/]/.test(stack.split("\n", 5).slice(3).join("\n"));
}

function isSession(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  return membersOfSessions.some((member) => member in part) || ("sessions" in part && "version" in part);
}

/**
 * Importing this file keeps what libsignal says of its sessions on the console (and nothing
 * else) out of a test's output.
 */
const KNOWN = [
  "Closing session:",
  "Opening session:",
  "Removing old closed session:",
  "Closing open session",
  "Session already closed",
  "Session already open",
  "Decrypted message with closed session.",
  "Failed to decrypt message with any known session...",
  "Session error:",
];

for (const method of ["info", "warn", "error"] as const) {
  const { console: output } = globalThis;
  const print = output[method];
  output[method] = (...parts: unknown[]) => {
    const [first] = parts;
    if (typeof first === "string" && KNOWN.some((beginning) => first.startsWith(beginning))) return;
    print.apply(output, parts);
  };
}

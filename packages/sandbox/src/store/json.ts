/** JSON with bytes in it: `{"$bytes": "<base64>"}`. */
export function encodeRecord(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, name: string, plain: unknown): unknown {
    // JSON.stringify has called Buffer's own toJSON already; the holder still has the bytes.
    const original = name === "" ? value : this[name];
    return original instanceof Uint8Array ? { $bytes: Buffer.from(original).toString("base64") } : plain;
  });
}

/** Reads what {@link encodeRecord} wrote. Raises SyntaxError for anything that is not JSON. */
export function decodeRecord(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => {
    if (value === null || typeof value !== "object" || !("$bytes" in value)) return value;
    return typeof value.$bytes === "string" ? Buffer.from(value.$bytes, "base64") : value;
  });
}

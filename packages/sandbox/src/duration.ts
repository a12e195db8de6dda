const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a time as people write it: `20ms`, `1.5s`, `2m`, `3h`, `30d`; a bare number is milliseconds.
 * Null when the text is none.
 */
export function parseDuration(text: string): number | null {
  const [, amount, unit = "ms"] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  const factor = UNITS_MS[unit];
  return amount === undefined || factor === undefined ? null : Number(amount) * factor;
}

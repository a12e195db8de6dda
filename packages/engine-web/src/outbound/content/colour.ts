/** 0xAARRGGBB of `#RRGGBB` (opaque) or `#AARRGGBB`, with or without the sign. */
export function argbOf(colour: string): number {
  const digits = colour.replace("#", "");
  return Number.parseInt(digits.length === 6 ? `ff${digits}` : digits, 16);
}

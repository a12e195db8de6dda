/** 2100-01-01: later than any message, early enough for every date type on the way. */
const LATEST = 4_102_444_800;

/** Unix seconds from Meta's decimal string (some fields use a number); the present where it is missing or cannot be. */
export function unixSeconds(timestamp: unknown, now: number): number {
  const seconds = typeof timestamp === "string" && /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : timestamp;
  return typeof seconds === "number" && Number.isInteger(seconds) && seconds > 0 && seconds < LATEST ? seconds : now;
}

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}(\/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}){0,4}$/;

/** Gives the key back. Raises a RangeError for what could mean another place: dots, slashes, drives, odd characters. */
export function requireKey(key: string): string {
  if (!KEY.test(key)) throw new RangeError("not a key of the media store");
  return key;
}

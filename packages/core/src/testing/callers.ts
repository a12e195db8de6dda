import type { Caller } from "../caller.ts";

/** A caller with a key and an address. */
export function callerWith(key: string | undefined, address = "127.0.0.1"): Caller {
  return { key, address, requestId: "test-request" };
}

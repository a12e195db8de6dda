import type { ErrorCode } from "@waxwing/contract";

/** Calls so far, by operation and outcome. */
export interface CallCounts {
  add(operation: string, code: "OK" | ErrorCode): void;
  all(): Iterable<{ operation: string; code: string; count: number }>;
}

/** Counts in plain maps: the metrics library is loaded by the first reader only. */
export function createCallCounts(): CallCounts {
  const byOperation = new Map<string, Map<string, number>>();
  return {
    add(operation, code) {
      let byCode = byOperation.get(operation);
      if (byCode === undefined) byOperation.set(operation, (byCode = new Map()));
      byCode.set(code, (byCode.get(code) ?? 0) + 1);
    },
    *all() {
      for (const [operation, byCode] of byOperation) {
        for (const [code, count] of byCode) yield { operation, code, count };
      }
    },
  };
}

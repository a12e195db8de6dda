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
      const byCode = byOperation.get(operation) ?? new Map<string, number>();
      if (byCode.size === 0) byOperation.set(operation, byCode);
      byCode.set(code, (byCode.get(code) ?? 0) + 1);
    },
    *all() {
      for (const [operation, byCode] of byOperation) {
        for (const [code, count] of byCode) yield { operation, code, count };
      }
    },
  };
}

import type { LogPosition } from "@waxwing/core";

/** Whether `left` comes after `right` in the log. */
export function isAfter(left: LogPosition, right: LogPosition): boolean {
  if (left.transactionId !== right.transactionId) return BigInt(left.transactionId) > BigInt(right.transactionId);
  return BigInt(left.position) > BigInt(right.position);
}

/** The place right before an event: everything up to it may be pruned without losing the event. */
export function rightBefore({ transactionId, position }: LogPosition): LogPosition {
  return { transactionId, position: String(BigInt(position) - 1n) };
}

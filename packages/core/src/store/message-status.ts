import type { MessageStatus } from "@waxwing/contract";

/** Ranks: a failure overtakes "accepted", but not "delivered"; nothing overtakes "deleted". */
const ranks: Readonly<Record<MessageStatus, number>> = {
  PENDING: 0,
  SERVER_ACK: 1,
  ERROR: 2,
  DELIVERY_ACK: 3,
  READ: 4,
  PLAYED: 5,
  DELETED: 6,
};

/** Whether a reported status moves a message forward. Reports arrive late, twice and out of order. */
export function isFurther(reported: MessageStatus, current: MessageStatus): boolean {
  return ranks[reported] > ranks[current];
}

/** Orders reports of one message that came at the same time. */
export function compareStatuses(left: MessageStatus, right: MessageStatus): number {
  return ranks[left] - ranks[right];
}

import type { DeliveryLog } from "../delivery-log.ts";

const quietMs = 60_000;

/** Gives a writer of one warning: at most one line a minute for each instance, with how many were left out before it. */
export function createQuietLines(log: DeliveryLog, message: string): (instanceId: string, fields: object) => void {
  const lastLines = new Map<string, { atMs: number; untold: number }>();
  return (instanceId, fields) => {
    const now = performance.now();
    const last = lastLines.get(instanceId);
    if (last !== undefined && now - last.atMs < quietMs) {
      last.untold++;
      return;
    }
    lastLines.set(instanceId, { atMs: now, untold: 0 });
    log.warn(last === undefined || last.untold === 0 ? fields : { ...fields, untoldBefore: last.untold }, message);
  };
}

import type { InboundBatch, Inbox } from "../inbox.ts";
import { storable } from "../storable.ts";
import type { InstanceWriter } from "./instance-writer.ts";

/** The largest Unix time that a message can claim: the year 2100. */
const latestSeconds = 4_102_444_800;

/** The inbox of the engines: what arrives is made storable and written with everything else of its instance. */
export function createInbox(writer: InstanceWriter): Inbox {
  return {
    async receive(instanceId, batch) {
      if (batch.messages.length === 0 && batch.statuses.length === 0) return;
      await writer.submit(instanceId, { kind: "inbound", batch: inTime(storable(batch)) });
    },
  };
}

/** Times that cannot be are replaced by now, so that a clock gone wrong cannot make a message unstorable. */
function inTime(batch: InboundBatch): InboundBatch {
  const now = Math.floor(Date.now() / 1000);
  const isPossible = (seconds: number): boolean => Number.isInteger(seconds) && seconds > 0 && seconds < latestSeconds;
  const all = [...batch.messages, ...batch.statuses];
  if (all.every((item) => isPossible(item.timestamp))) return batch;
  const mend = <T extends { timestamp: number }>(item: T): T =>
    isPossible(item.timestamp) ? item : { ...item, timestamp: now };
  return { messages: batch.messages.map(mend), statuses: batch.statuses.map(mend) };
}

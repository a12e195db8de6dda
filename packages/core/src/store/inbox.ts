import type { InboundBatch, Inbox } from "../inbox.ts";
import { storable } from "../storable.ts";
import { inRange } from "./inbound-ranges.ts";
import type { InstanceWriter } from "./instance-writer.ts";

/** The inbox of the engines: what arrives is made storable and written with everything else of its instance. */
export function createInbox(writer: InstanceWriter): Inbox {
  return {
    async receive(instanceId, batch) {
      if (isEmpty(batch)) return;
      await writer.submit(instanceId, { kind: "inbound", batch: inRange(storable(batch)) });
    },
  };
}

function isEmpty(batch: InboundBatch): boolean {
  return Object.values(batch).every((list: readonly unknown[] | undefined) => list === undefined || list.length === 0);
}

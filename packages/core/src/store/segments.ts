import type { InboundBatch } from "../inbox.ts";
import type { InstanceWrite } from "./instance-writer.ts";

/** The order in which kinds of things are written: what chats and contacts are, messages, what happens to messages. */
type Stage = 1 | 2 | 3;

const stages: readonly (readonly [Stage, readonly (keyof InboundBatch)[]])[] = [
  [1, ["labels", "contacts", "chats", "labelAssociations", "chatDeletions"]],
  [2, ["messages", "statuses"]],
  [3, ["edits", "votes", "deletions", "passing"]],
];

/**
 * Writes in parts, in order, of which each can be written kind by kind without changing what the order of the writes
 * means: a part ends before a write with something of an earlier stage than what the part holds already. Identities and
 * handled payloads mean the same in any order.
 */
export function segmentsOf(writes: readonly InstanceWrite[]): InstanceWrite[][] {
  const segments: InstanceWrite[][] = [];
  let reached: Stage = 3;
  for (const write of writes) {
    const [first, last] = stagesOf(write);
    const segment = segments.at(-1);
    if (segment === undefined || first < reached) {
      segments.push([write]);
      reached = last;
    } else {
      segment.push(write);
      reached = last > reached ? last : reached;
    }
  }
  return segments;
}

function stagesOf(write: InstanceWrite): [Stage, Stage] {
  if (write.kind !== "inbound") return [2, 2];
  const present = stages.filter(([, kinds]) => kinds.some((kind) => (write.batch[kind]?.length ?? 0) > 0));
  return [present[0]?.[0] ?? 3, present.at(-1)?.[0] ?? 1];
}

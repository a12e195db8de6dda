import type { InboundBatch, InboundMessage } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import { type AddedRows, addRows, countRows, noRows } from "./added-rows.ts";
import { deleteChats } from "./chat-deletions.ts";
import { writeExpirations } from "./chat-expirations.ts";
import { writeChats } from "./chats.ts";
import { writeContacts } from "./contacts.ts";
import { writeDeletions } from "./deletions.ts";
import type { DoubtfulAttempt, DoubtfulAttempts } from "./doubtful-attempts.ts";
import { writeEdits } from "./edits.ts";
import { markHandled } from "./handled-payloads.ts";
import { type IdentityCache, type KnownAddresses, knowAddresses } from "./identities.ts";
import type { AcceptedSend, InstanceWrite, WriteResult } from "./instance-writer.ts";
import { writeLabelAssociations, writeLabels } from "./labels.ts";
import { mergeAddresses } from "./merge-addresses.ts";
import { lidsOf, withPhones } from "./phone-addresses.ts";
import { segmentsOf } from "./segments.ts";
import { doubtAttempts } from "./send-attempts.ts";
import { settleDoubtful } from "./settled-sends.ts";
import { writeVotes } from "./votes.ts";
import { writeMessages } from "./write-messages.ts";
import type { WriteScope } from "./write-scope.ts";

/** What is remembered between groups. */
export interface WriterMemory {
  /** Attempts in doubt; only reports for these need a look at the table. */
  readonly doubtful: DoubtfulAttempts;
  readonly identities: IdentityCache;
}

/** What a group of writes did, once it is committed. */
export interface GroupOutcome {
  readonly events: readonly NewEvent[];
  readonly results: readonly WriteResult[];
  readonly added: AddedRows;
  readonly settled: readonly string[];
  readonly doubted: readonly DoubtfulAttempt[];
  readonly addresses: KnownAddresses;
}

/** Writes what waits for an instance, in order, in the transaction of `scope`. The events are appended by the caller. */
export async function writeGroup(
  scope: WriteScope,
  writes: readonly InstanceWrite[],
  memory: WriterMemory,
): Promise<GroupOutcome> {
  const batches = writes.flatMap((write) => (write.kind === "inbound" ? [write.batch] : []));
  const lids = new Set(batches.flatMap(lidsOf));
  for (const write of writes) {
    if (write.kind === "sent" && write.send.remoteJid.endsWith("@lid")) lids.add(write.send.remoteJid);
  }
  const identities = batches.flatMap((batch) => batch.identities ?? []);
  const addresses = await knowAddresses(scope.client, scope.instanceId, identities, lids, memory.identities);
  const merged = await mergeAddresses(scope, addresses.learned);

  const events: NewEvent[] = [...merged.events];
  const results: WriteResult[] = [];
  const settled: string[] = [];
  const doubted: DoubtfulAttempt[] = [];
  // What messages add is counted with them; the rest at the end.
  let counted = noRows;
  let uncounted = merged.added;
  for (const segment of segmentsOf(writes)) {
    const written = await writeSegment(scope, segment, addresses, memory.doubtful);
    events.push(...written.events);
    results.push(...written.results);
    settled.push(...written.settled);
    doubted.push(...written.doubted);
    counted = addRows(counted, written.counted);
    uncounted = addRows(uncounted, written.uncounted);
  }
  await countRows(scope.client, scope.instanceId, uncounted);
  await writeExpirations(
    scope,
    batches.flatMap((batch) => batch.expirations ?? []),
  );
  markHandled(
    scope,
    batches.flatMap((batch) => batch.handled ?? []),
  );
  return { events, results, added: addRows(counted, uncounted), settled, doubted, addresses };
}

interface SegmentOutcome extends Pick<GroupOutcome, "events" | "results" | "settled" | "doubted"> {
  readonly counted: AddedRows;
  readonly uncounted: AddedRows;
}

async function writeSegment(
  scope: WriteScope,
  writes: readonly InstanceWrite[],
  { phones }: KnownAddresses,
  doubtful: DoubtfulAttempts,
): Promise<SegmentOutcome> {
  const { client, instanceId } = scope;
  const arrived = writes.map((write) => (write.kind === "inbound" ? withPhones(write.batch, phones) : undefined));
  const batches = arrived.flatMap((batch) => (batch === undefined ? [] : [batch]));
  const all = <K extends keyof InboundBatch>(kind: K): NonNullable<InboundBatch[K]>[number][] =>
    batches.flatMap((batch) => (batch[kind] ?? []) as NonNullable<InboundBatch[K]>[number][]);

  const before = await writeAddresses(scope, all);
  const statuses = all("statuses");
  const asked = writes.flatMap((write) => (write.kind === "doubt" ? [write.attemptId] : []));
  const settled = await settleDoubtful(
    client,
    instanceId,
    { reports: statuses, echoes: all("messages") },
    doubtful,
    asked,
  );
  const messages: (InboundMessage | AcceptedSend)[] = [...settled];
  writes.forEach((write, index) => {
    if (write.kind === "sent") messages.push(write.send);
    else if (write.kind === "inbound") messages.push(...(arrived[index] as InboundBatch).messages);
  });
  const stored = await writeMessages(scope, {
    messages: messages.map((message) => sentToPhone(message, phones)),
    statuses,
  });
  const settledIds = settled.map((send) => send.attemptId);
  const doubted = await doubtAttempts(
    client,
    asked.filter((id) => !settledIds.includes(id)),
  );

  const events: NewEvent[] = [
    ...before.events,
    ...stored.events,
    ...(await writeEdits(scope, all("edits"))),
    ...(await writeVotes(scope, all("votes"))),
    ...(await writeDeletions(scope, all("deletions"))),
    ...all("passing"),
  ];
  const results = writes.map((write) =>
    write.kind === "inbound"
      ? undefined
      : stored.answers.get(write.kind === "sent" ? write.send.attemptId : write.attemptId),
  );
  // One in doubt that was delivered again is settled by its acceptance.
  const ended = [...settledIds, ...writes.flatMap((write) => (write.kind === "sent" ? [write.send.attemptId] : []))];
  return { events, results, settled: ended, doubted, counted: stored.added, uncounted: before.added };
}

type AllOf = <K extends keyof InboundBatch>(kind: K) => NonNullable<InboundBatch[K]>[number][];

/** Labels, contacts and chats. Deletions of chats come before messages: what arrives with them is not lost. */
async function writeAddresses(scope: WriteScope, all: AllOf): Promise<{ events: NewEvent[]; added: AddedRows }> {
  const labels = await writeLabels(scope, all("labels"));
  const contacts = await writeContacts(scope, all("contacts"));
  const associations = all("labelAssociations");
  // A label can be put on a chat of which nothing else is known.
  const labelled = associations.filter((one) => one.type === "add").map((one) => ({ remoteJid: one.chatId }));
  const chats = await writeChats(scope, [...all("chats"), ...labelled]);
  const associated = await writeLabelAssociations(scope, associations);
  const deleted = await deleteChats(scope, all("chatDeletions"));
  return {
    events: [...labels, ...contacts.events, ...chats.events, ...associated, ...deleted.events],
    added: addRows({ messages: 0, chats: chats.added, contacts: contacts.added }, deleted.added),
  };
}

/** A message that was sent to a LID whose phone JID is known stands under that, like what arrives. */
function sentToPhone<T extends InboundMessage | AcceptedSend>(message: T, phones: ReadonlyMap<string, string>): T {
  const phone = "attemptId" in message ? phones.get(message.remoteJid) : undefined;
  if (phone === undefined || !("attemptId" in message)) return message;
  return { ...message, remoteJid: phone, content: { ...message.content, remoteJidAlt: message.remoteJid } };
}

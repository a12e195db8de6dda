import type { InboundBatch, InboundMessage, MessageReference } from "../inbox.ts";

/** Phone JIDs by LID. */
type Phones = ReadonlyMap<string, string>;

const isLid = (jid: string | undefined): jid is string => jid?.endsWith("@lid") === true;

/** The LIDs that stand where a phone JID would be better. */
export function lidsOf(batch: InboundBatch): string[] {
  const named: (string | undefined)[] = [];
  const references = (list: readonly Pick<MessageReference, "remoteJid" | "participant">[] | undefined): void => {
    for (const one of list ?? []) named.push(one.remoteJid, one.participant);
  };
  references(batch.messages);
  references(batch.statuses);
  references(batch.edits);
  references(batch.deletions);
  for (const vote of batch.votes ?? []) named.push(vote.voter, vote.poll.remoteJid, vote.poll.participant);
  for (const one of batch.contacts ?? []) named.push(one.remoteJid);
  for (const one of batch.chats ?? []) named.push(one.remoteJid);
  for (const one of batch.labelAssociations ?? []) named.push(one.chatId);
  named.push(...(batch.chatDeletions ?? []));
  return named.filter(isLid);
}

/** A batch with phone JIDs in the place of LIDs whose phone is known; messages keep the LID beside it. */
export function withPhones(batch: InboundBatch, phones: Phones): InboundBatch {
  if (phones.size === 0) return batch;
  const better = (jid: string): string => phones.get(jid) ?? jid;
  const reference = <T extends MessageReference | Pick<MessageReference, "remoteJid" | "participant">>(one: T): T => ({
    ...one,
    remoteJid: better(one.remoteJid),
    ...(one.participant === undefined ? {} : { participant: better(one.participant) }),
  });
  const chat = <T extends { readonly remoteJid: string }>(one: T): T => ({ ...one, remoteJid: better(one.remoteJid) });
  const map = <T>(list: readonly T[] | undefined, change: (one: T) => T): readonly T[] => list?.map(change) ?? [];
  return {
    ...batch,
    messages: batch.messages.map((message) => messageWithPhones(message, phones)),
    statuses: batch.statuses.map(reference),
    edits: map(batch.edits, reference),
    deletions: map(batch.deletions, reference),
    votes: map(batch.votes, (vote) => ({ ...vote, voter: better(vote.voter), poll: reference(vote.poll) })),
    contacts: map(batch.contacts, chat),
    chats: map(batch.chats, chat),
    labelAssociations: map(batch.labelAssociations, (one) => ({ ...one, chatId: better(one.chatId) })),
    chatDeletions: map(batch.chatDeletions, better),
  };
}

function messageWithPhones(message: InboundMessage, phones: Phones): InboundMessage {
  const chat = phones.get(message.remoteJid);
  const writer = message.participant === undefined ? undefined : phones.get(message.participant);
  if (chat === undefined && writer === undefined) return message;
  return {
    ...message,
    ...(chat === undefined ? {} : { remoteJid: chat, remoteJidAlt: message.remoteJid }),
    ...(writer === undefined ? {} : { participant: writer, participantAlt: message.participant }),
  };
}

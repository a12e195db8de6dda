import { z } from "zod";
import type { InboundVote } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import { findReferred } from "./stored-references.ts";
import type { WriteScope } from "./write-scope.ts";

/** What a voter has chosen. */
export interface StoredVote {
  readonly voter: string;
  readonly options: readonly string[];
}

/** Who chose each answer of a poll, in the order of the poll; answers that the poll does not name come last. */
export function pollTotals(
  options: readonly string[],
  votes: readonly StoredVote[],
): { name: string; voters: string[] }[] {
  const totals = new Map<string, string[]>(options.map((name) => [name, []]));
  for (const { voter, options: chosen } of votes) {
    for (const name of new Set(chosen)) totals.set(name, [...(totals.get(name) ?? []), voter]);
  }
  return [...totals].map(([name, voters]) => ({ name, voters }));
}

const Poll = z.object({ options: z.array(z.object({ optionName: z.string() })) });
const PollContent = z.object({
  pollCreationMessage: Poll.optional().catch(undefined),
  pollCreationMessageV3: Poll.optional().catch(undefined),
});

/** The answers of a stored poll's content. */
export function pollOptions(message: unknown): string[] {
  const { data } = PollContent.safeParse(message);
  const poll = data?.pollCreationMessage ?? data?.pollCreationMessageV3;
  return (poll?.options ?? []).map((option) => option.optionName);
}

/** Keeps the newest vote of each voter. Answers the totals of each stored poll that has changed. */
export async function writeVotes(scope: WriteScope, votes: readonly InboundVote[]): Promise<NewEvent[]> {
  if (votes.length === 0) return [];
  const changed = await storeVotes(scope, votes);
  const polls = new Map(
    votes.filter((vote) => changed.has(vote.poll.keyId)).map((vote) => [vote.poll.keyId, vote.poll]),
  );
  if (polls.size === 0) return [];
  const references = [...polls.values()];
  const messages = await findReferred(scope, references);
  const found = messages.flatMap((message) => (message === undefined || message === "foreign" ? [] : [message]));
  const { optionsOf, votesOf } = await readPolls(
    scope,
    found.map((message) => message.id),
    [...polls.keys()],
  );
  return found.map((message): NewEvent => {
    const totals = pollTotals(optionsOf.get(message.id) ?? [], votesOf.get(message.keyId) ?? []);
    return {
      type: "MESSAGES_UPDATE",
      data: {
        messageId: message.id,
        keyId: message.keyId,
        remoteJid: message.remoteJid,
        fromMe: message.fromMe,
        participant: message.participant === "" ? null : message.participant,
        status: message.status,
        instanceId: scope.instanceId,
        pollUpdates: totals,
      },
    };
  });
}

/** Answers the key ids of the polls in which something has changed. */
async function storeVotes({ client, instanceId }: WriteScope, votes: readonly InboundVote[]): Promise<Set<string>> {
  const newest = new Map<string, InboundVote>();
  for (const vote of votes) {
    const name = `${vote.poll.keyId} ${vote.voter}`;
    const earlier = newest.get(name);
    if (earlier === undefined || earlier.timestampMs < vote.timestampMs) newest.set(name, vote);
  }
  const kept = [...newest.values()];
  const { rows } = await client.query<{ poll_key_id: string }>({
    name: "store-votes",
    text: `INSERT INTO poll_vote (instance_id, poll_key_id, voter, options, voted_at)
           SELECT $1, new.poll_key_id, new.voter, new.options, new.voted_at
           FROM unnest($2::text[], $3::text[], $4::jsonb[], $5::bigint[]) AS new (poll_key_id, voter, options, voted_at)
           ON CONFLICT (instance_id, poll_key_id, voter) DO UPDATE SET options = EXCLUDED.options, voted_at = EXCLUDED.voted_at
           WHERE poll_vote.voted_at < EXCLUDED.voted_at
           RETURNING poll_key_id`,
    values: [
      instanceId,
      kept.map((vote) => vote.poll.keyId),
      kept.map((vote) => vote.voter),
      kept.map((vote) => JSON.stringify(vote.selectedOptions)),
      kept.map((vote) => vote.timestampMs),
    ],
  });
  return new Set(rows.map((row) => row.poll_key_id));
}

async function readPolls({ client, instanceId }: WriteScope, messageIds: readonly string[], keyIds: readonly string[]) {
  const messages = await client.query<{ id: string; message: unknown }>({
    name: "read-polls",
    text: "SELECT id, message FROM message WHERE id = ANY ($1::uuid[])",
    values: [messageIds],
  });
  const votes = await client.query<{ poll_key_id: string; voter: string; options: string[] }>({
    name: "read-poll-votes",
    text: `SELECT poll_key_id, voter, options FROM poll_vote WHERE instance_id = $1 AND poll_key_id = ANY ($2::text[])
           ORDER BY voted_at, voter`,
    values: [instanceId, keyIds],
  });
  const votesOf = new Map<string, StoredVote[]>();
  for (const { poll_key_id, voter, options } of votes.rows) {
    votesOf.set(poll_key_id, [...(votesOf.get(poll_key_id) ?? []), { voter, options }]);
  }
  return { optionsOf: new Map(messages.rows.map((row) => [row.id, pollOptions(row.message)])), votesOf };
}

import { type Message, type MessageContent, type PollUpdate, WaxwingError } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import { z } from "zod";
import type { CoreParts } from "../../core-parts.ts";
import { pollOptions, pollTotals, type StoredVote } from "../../store/votes.ts";
import { findMessage } from "../find-messages.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** The poll in a content; undefined for any other. */
function pollIn(message: MessageContent) {
  return message.pollCreationMessage ?? message.pollCreationMessageV3;
}

type Totals = z.infer<typeof PollUpdate>[];

const ChosenOptions = z.array(z.string());

/** The handler that counts the votes of a poll. */
export function pollVoteHandlers({ database, engines }: CoreParts): Pick<ChatHandlers, "getPollVote"> {
  return {
    async getPollVote({ message: { key }, remoteJid }, { instance }) {
      const { messages } = engines.of(instance.integration);
      if (messages?.sendable.has("poll") !== true) {
        throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", `${instance.integration} knows no polls.`);
      }
      const message = await findMessage(database, instance.id, { ...key, remoteJid: key.remoteJid ?? remoteJid });
      const poll = pollIn(message.message);
      if (poll === undefined) throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "The message is no poll.");
      const votes = await votesOf(database, instance.id, [message.keyId]);
      const totals = pollTotals(pollOptions(message.message), votes.get(message.keyId) ?? []);
      return {
        poll: {
          name: poll.name,
          totalVotes: totals.reduce((sum, { voters }) => sum + voters.length, 0),
          results: Object.fromEntries(totals.map(({ name, voters }) => [name, { votes: voters.length, voters }])),
        },
      };
    },
  };
}

/** The votes of those messages that are polls, by row id. */
export async function pollUpdatesOf(
  database: Database,
  instanceId: string,
  messages: readonly Message[],
): Promise<ReadonlyMap<string, Totals>> {
  const polls = messages.filter(({ message }) => pollIn(message) !== undefined);
  if (polls.length === 0) return new Map();
  const votes = await votesOf(
    database,
    instanceId,
    polls.map(({ key }) => key.id),
  );
  return new Map(polls.map(({ id, key, message }) => [id, pollTotals(pollOptions(message), votes.get(key.id) ?? [])]));
}

async function votesOf(
  database: Database,
  instanceId: string,
  pollKeyIds: readonly string[],
): Promise<ReadonlyMap<string, StoredVote[]>> {
  const rows = await database.prisma.pollVote.findMany({
    where: { instanceId, pollKeyId: { in: [...pollKeyIds] } },
    orderBy: [{ votedAt: "asc" }, { voter: "asc" }],
  });
  const votes = new Map<string, StoredVote[]>();
  for (const { pollKeyId, voter, options } of rows) {
    const list = votes.get(pollKeyId) ?? [];
    list.push({ voter, options: ChosenOptions.parse(options) });
    votes.set(pollKeyId, list);
  }
  return votes;
}

import type { MessageContent } from "@waxwing/contract";

/** What a voter has chosen. */
export interface StoredVote {
  readonly voter: string;
  readonly options: readonly string[];
}

/** Question and answers of a poll; undefined for any other content. */
export function pollOf(message: MessageContent): { name: string; options: string[] } | undefined {
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV3;
  return poll === undefined
    ? undefined
    : { name: poll.name, options: poll.options.map(({ optionName }) => optionName) };
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

import type { ParticipantOutcome } from "@waxwing/core";
import { type BinaryNode, getBinaryNodeChildren, isPnUser, type WASocket } from "@whiskeysockets/baileys";
import { type Identity, identitiesOf, type NamedAccount } from "../addresses.ts";

/** An account of an answer, with what became of it. */
export interface NamedOutcome extends Identity {
  /** WhatsApp's code; 200 where it names none. */
  readonly status: string;
}

/** Reads the `<participant jid [error]/>` below a node, or nodes of another tag. */
export async function outcomesOf(
  socket: WASocket,
  node: BinaryNode | undefined,
  tag = "participant",
): Promise<NamedOutcome[]> {
  const people = getBinaryNodeChildren(node, tag).filter(({ attrs }) => attrs["jid"] !== undefined);
  const identities = await identitiesOf(socket, people.map(accountOf));
  return identities.map((identity, index) => ({ ...identity, status: people[index]?.attrs["error"] ?? "200" }));
}

/** How `<participant>` and its relatives name an account. */
export function accountOf({ attrs }: BinaryNode): NamedAccount {
  return { jid: attrs["jid"] ?? "", phoneJid: attrs["phone_number"], lid: attrs["lid"] };
}

/**
 * What became of each account that was asked for, in that order. Whom the answer does not mention has 404. Where the two
 * addresses of an account are not known to belong together, the order of an answer of the same length tells.
 */
export function outcomesFor(asked: readonly Identity[], outcomes: readonly NamedOutcome[]): ParticipantOutcome[] {
  return asked.map((identity, index) => {
    const inOrder = outcomes.length === asked.length ? outcomes[index] : undefined;
    const outcome = outcomes.find((each) => isSame(each, identity)) ?? inOrder;
    const jid = isPnUser(identity.id) ? identity.id : (outcome?.id ?? identity.id);
    return { jid, status: outcome?.status ?? "404" };
  });
}

/** Whether two names are of one account. */
export function isSame(one: Identity, other: Identity): boolean {
  return one.id === other.id || (one.lid !== null && (one.lid === other.lid || one.lid === other.id));
}

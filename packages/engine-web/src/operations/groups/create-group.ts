import type { EngineInstance, GroupInfo, GroupManagement, ParticipantOutcome } from "@waxwing/core";
import { areJidsSameUser, generateMessageIDV2, getBinaryNodeChild, type WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import { ownAccount } from "../../outbound/own-account.ts";
import type { WebSession, WebSessions } from "../../session.ts";
import { identitiesOf } from "../addresses.ts";
import { groupInfoOf } from "./group-info.ts";
import { ALL_GROUPS, groupQuery, participantNodes } from "./group-query.ts";
import { isSame, type NamedOutcome, outcomesFor, outcomesOf } from "./outcomes.ts";
import { readGroup, setDescription } from "./settings.ts";

type NewGroup = Parameters<GroupManagement["createGroup"]>[1];

/**
 * Makes a group. Once it is there nothing is raised any more, since a caller would make it again: a description or
 * promotion that fails is logged, and the answer shows the group as it is.
 */
export async function createGroup(
  sessions: WebSessions,
  instance: EngineInstance,
  group: NewGroup,
  signal: AbortSignal,
): Promise<{ group: GroupInfo; outcomes: ParticipantOutcome[] }> {
  const session = sessions.of(instance);
  const { socket } = session;
  const { subject, participants } = group;
  const content = {
    tag: "create",
    attrs: { subject, key: generateMessageIDV2(ownAccount(socket).jid) },
    content: participantNodes(participants),
  };
  const answer = await groupQuery(session, { to: ALL_GROUPS, type: "set", content }, { signal });
  // The answer lists whom WhatsApp did not add beside the members; only `error` tells them apart.
  const listed = await outcomesOf(socket, getBinaryNodeChild(answer, "group"));
  const asked = await identitiesOf(
    socket,
    participants.map((jid) => ({ jid })),
  );
  const created = withoutOthers(await groupInfoOf(socket, answer), listed);
  const outcomes = outcomesFor(
    asked,
    listed.filter((each) => !isOwn(socket, each)),
  );
  return { group: await finished(session, created, group, outcomes, signal), outcomes };
}

/** The maker is listed as well. */
function isOwn({ user }: WASocket, { id, lid }: NamedOutcome): boolean {
  return areJidsSameUser(user?.id, id) || (lid !== null && areJidsSameUser(user?.lid, lid));
}

function withoutOthers(info: GroupInfo, listed: readonly NamedOutcome[]): GroupInfo {
  const refused = listed.filter(({ status }) => status !== "200");
  const participants = info.participants.filter((member) => !refused.some((other) => isSame(other, member)));
  return { ...info, participants, size: Math.min(info.size, participants.length) };
}

/** The group with what can be set only once it is there. */
async function finished(
  session: WebSession,
  created: GroupInfo,
  { description, promoteParticipants }: NewGroup,
  outcomes: readonly ParticipantOutcome[],
  signal: AbortSignal,
): Promise<GroupInfo> {
  const added = outcomes.filter(({ status }) => status === "200").map(({ jid }) => jid);
  const steps: [string, () => Promise<unknown>][] = [];
  if (description) steps.push(["description", () => setDescription(session, created.id, description, signal)]);
  if (promoteParticipants && added.length > 0) {
    const content = { tag: "promote", attrs: {}, content: participantNodes(added) };
    steps.push(["promotion", () => groupQuery(session, { to: created.id, type: "set", content }, { signal })]);
  }
  if (steps.length === 0) return created;
  for (const [what, step] of steps) await attempt(session.log, what, step);
  return (await attempt(session.log, "reading", () => readGroup(session, created.id, signal))) ?? created;
}

async function attempt<T>(log: Logger, what: string, step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (err) {
    log.warn({ err, step: what }, "a new group was made, but a step behind it failed");
    return undefined;
  }
}

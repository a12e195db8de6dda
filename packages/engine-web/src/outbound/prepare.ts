import { randomBytes } from "node:crypto";
import type { OutgoingMessage, PreparedMessage } from "@waxwing/core";
import {
  generateMessageIDV2,
  isJidGroup,
  isJidNewsletter,
  isJidStatusBroadcast,
  jidNormalizedUser,
  unixTimestampSeconds,
} from "@whiskeysockets/baileys";

import { buildContent } from "./content/build-content.ts";
import type { ContentTools } from "./content/tools.ts";
import { warningsOf } from "./content/warnings.ts";
import { addContext } from "./context-info.ts";
import { encodeEngineData } from "./engine-data.ts";
import { type CachedGroupMetadata, groupFacts } from "./group-facts.ts";
import { ownAccount } from "./own-account.ts";
import { assertFits } from "./place.ts";
import { shownContent } from "./shown-content.ts";

/** Seconds until messages of a chat with one person vanish; 0 or undefined for never. */
export type ChatExpiration = (instanceId: string, remoteJid: string) => Promise<number | undefined>;

/** What else is known of chats; without it, groups are asked for, and messages to single persons stay. */
export interface ChatKnowledge {
  readonly cachedGroupMetadata?: CachedGroupMetadata | undefined;
  readonly chatExpiration?: ChatExpiration | undefined;
}

/** Makes a message complete under an id of our own. Sends nothing. */
export async function prepareMessage(
  outgoing: OutgoingMessage,
  knowledge: ChatKnowledge,
  tools: ContentTools,
): Promise<PreparedMessage> {
  const { session, signal } = tools;
  const { remoteJid, content, quoted } = outgoing;
  const ownJid = ownAccount(session.socket).jid;
  assertFits(content, remoteJid);
  // Before media are fetched and uploaded for a group that the account is no member of.
  const group = isJidGroup(remoteJid)
    ? await groupFacts(session, remoteJid, knowledge.cachedGroupMetadata, signal)
    : undefined;
  const message = await buildContent(content, tools);
  addContext(message, {
    remoteJid,
    ownJid,
    quoted,
    mentioned: outgoing.mentionsEveryOne && group !== undefined ? group.participants : outgoing.mentioned,
    expirationSeconds: await expirationOf(outgoing, group?.ephemeralSeconds, knowledge, session.instanceId),
  });
  // Votes and reports of messages are encrypted with it; reactions have none, and channels are open to everybody.
  if (content.kind !== "reaction" && !isJidNewsletter(remoteJid))
    message.messageContextInfo = { messageSecret: randomBytes(32) };
  const id = outgoing.messageId ?? generateMessageIDV2(ownJid);
  const isShared = group !== undefined || isJidStatusBroadcast(remoteJid) === true;
  return {
    messageId: id,
    ...shownContent(message),
    warnings: warningsOf(content),
    engineData: encodeEngineData({
      id,
      remoteJid,
      message,
      audience: content.kind === "status" ? audienceOf(content.audience, ownJid) : [],
      participant: isShared ? ownJid : undefined,
      timestamp: unixTimestampSeconds(),
    }),
  };
}

/** With the account itself: its phone shows what it has posted. */
function audienceOf(audience: readonly string[], ownJid: string): string[] {
  return [...new Set([ownJid, ...audience.map((jid) => jidNormalizedUser(jid))])];
}

async function expirationOf(
  { content, remoteJid }: OutgoingMessage,
  groupSeconds: number | undefined,
  { chatExpiration }: ChatKnowledge,
  instanceId: string,
): Promise<number> {
  if (content.kind === "status" || content.kind === "reaction") return 0;
  return groupSeconds ?? (await chatExpiration?.(instanceId, remoteJid)) ?? 0;
}

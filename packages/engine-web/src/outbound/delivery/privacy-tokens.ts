import {
  isJidBot,
  isJidBroadcast,
  isJidGroup,
  isJidMetaAI,
  isJidNewsletter,
  normalizeMessageContent,
  PSA_WID,
  type proto,
  unixTimestampSeconds,
  type WASocket,
} from "@whiskeysockets/baileys";
import {
  buildMergedTcTokenIndexWrite,
  resolveIssuanceJid,
  resolveTcTokenJid,
  shouldSendNewTcToken,
  storeTcTokensFromIqResult,
} from "@whiskeysockets/baileys/lib/Utils/tc-token-utils.js";
import type { WebSession } from "../../session.ts";

/** Contacts of a connection that are remembered as having their token. */
const maxRemembered = 1000;

/** When contacts were given their token, in Unix seconds; by socket, which takes its entry with it. */
const givenBySocket = new WeakMap<WASocket, Map<string, number>>();

/** A token that a contact is to be given. */
export interface DueToken {
  /** Once the message has left. When WhatsApp refuses it, the next message gives it. */
  give(): Promise<void>;
  /** When no message has left: the next one gives it. */
  forget(): Promise<void>;
}

/**
 * Whoever writes to a contact gives it a privacy token, once a week. Baileys 7.0.0-rc14 does so after each message: it
 * notes that it has in a transaction that has ended, and forgets it. So the note is made here before the message, which
 * keeps Baileys from it. undefined when no token is due.
 */
export async function privacyTokenFor(
  { socket, log }: WebSession,
  remoteJid: string,
  message: proto.IMessage,
): Promise<DueToken | undefined> {
  if (!isForContact(remoteJid, message)) return undefined;
  const given = givenBySocket.get(socket) ?? new Map<string, number>();
  givenBySocket.set(socket, given);
  const isDue = (): boolean => shouldSendNewTcToken(given.get(remoteJid));
  if (!isDue()) return undefined;

  const { keys } = socket.authState;
  const { lidMapping } = socket.signalRepository;
  const lidOf = lidMapping.getLIDForPN.bind(lidMapping);
  const storedUnder = await resolveTcTokenJid(remoteJid, lidOf);
  const { [storedUnder]: before } = await keys.get("tctoken", [storedUnder]);
  // Another message may have come first meanwhile.
  if (!isDue()) return undefined;
  if (given.size >= maxRemembered) given.clear();
  const senderTimestamp = unixTimestampSeconds();
  const earlier = before?.senderTimestamp;
  if (earlier !== undefined && !shouldSendNewTcToken(earlier)) {
    given.set(remoteJid, earlier);
    return undefined;
  }
  given.set(remoteJid, senderTimestamp);
  const note = { token: Buffer.alloc(0), ...before, senderTimestamp };
  const index = await buildMergedTcTokenIndexWrite(keys, [storedUnder]);
  await keys.set({ tctoken: { [storedUnder]: note, ...index } });
  const forget = async (): Promise<void> => {
    given.delete(remoteJid);
    const { [storedUnder]: now } = await keys.get("tctoken", [storedUnder]);
    const { senderTimestamp: _, ...token } = now ?? note;
    await keys.set({
      tctoken: { [storedUnder]: earlier === undefined ? token : { ...token, senderTimestamp: earlier } },
    });
  };
  const give = async (): Promise<void> => {
    try {
      const phoneOf = lidMapping.getPNForLID.bind(lidMapping);
      const to = await resolveIssuanceJid(remoteJid, socket.serverProps.lidTrustedTokenIssueToLid, lidOf, phoneOf);
      const result = await socket.issuePrivacyTokens([to], senderTimestamp);
      await storeTcTokensFromIqResult({ result, fallbackJid: storedUnder, keys, getLIDForPN: lidOf });
    } catch (err) {
      log.debug({ err }, "a contact was not given a privacy token; the next message does");
      await forget();
    }
  };
  return { give, forget };
}

/** Changes of messages, and what is no contact, get none (Baileys 7.0.0-rc14, `relayMessage`). */
function isForContact(remoteJid: string, message: proto.IMessage): boolean {
  if (isJidGroup(remoteJid) || isJidBroadcast(remoteJid) || isJidNewsletter(remoteJid)) return false;
  if (remoteJid === PSA_WID || isJidBot(remoteJid) || isJidMetaAI(remoteJid)) return false;
  return !normalizeMessageContent(message)?.protocolMessage;
}

import { WaxwingError } from "@waxwing/contract";
import type { ChatManagement } from "@waxwing/core";
import { areJidsSameUser, isJidGroup, jidNormalizedUser, proto } from "@whiskeysockets/baileys";
import type { Acknowledgements } from "../../outbound/delivery/acknowledgements.ts";
import { ownAccount } from "../../outbound/own-account.ts";
import type { WebSession, WebSessions } from "../../session.ts";
import { groupRequest } from "../groups/group-query.ts";
import { sendChange } from "./send-change.ts";

type DeletedKey = Parameters<ChatManagement["deleteForEveryone"]>[1];

/** Deletes own messages, and as an admin those of others in groups. */
export function deletions(
  sessions: WebSessions,
  acknowledgements: Acknowledgements,
): Pick<ChatManagement, "deleteForEveryone"> {
  return {
    async deleteForEveryone(instance, key, signal) {
      const session = sessions.of(instance);
      const { remoteJid, id, fromMe } = key;
      const author = fromMe ? {} : { participant: await foreignAuthor(session, key, signal) };
      const change = {
        key: { remoteJid, fromMe, id, ...author },
        type: proto.Message.ProtocolMessage.Type.REVOKE,
      };
      return sendChange(session, { remoteJid, change }, acknowledgements, signal);
    },
  };
}

/**
 * Whose message an admin deletes, as the group names him. Members' clients ignore a deletion that is not an admin's, or
 * that names the author by his other address.
 */
async function foreignAuthor(
  session: WebSession,
  { remoteJid, participant }: DeletedKey,
  signal: AbortSignal,
): Promise<string> {
  if (!isJidGroup(remoteJid)) {
    throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "Messages of others can be deleted in groups only.");
  }
  if (participant === undefined) {
    throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "It is not known who wrote the message: give key.participant.");
  }
  const { participants } = await groupRequest(session, { signal }, (socket) => socket.groupMetadata(remoteJid));
  const named = (jid: string | undefined) =>
    participants.find((member) =>
      [member.id, member.phoneNumber, member.lid].some((each) => areJidsSameUser(each, jid)),
    );
  // A group that names its members by LID need not tell their phone numbers.
  const { jid, lid } = ownAccount(session.socket);
  if (!(named(jid) ?? named(lid))?.admin) {
    throw new WaxwingError("GROUP_ACCESS_DENIED", "Only admins of a group can delete messages of others.");
  }
  return named(participant)?.id ?? jidNormalizedUser(participant);
}

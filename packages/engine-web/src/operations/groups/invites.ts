import { WaxwingError } from "@waxwing/contract";
import type { GroupManagement } from "@waxwing/core";
import { type BinaryNode, getBinaryNodeChild } from "@whiskeysockets/baileys";
import type { WebSessions } from "../../session.ts";
import { groupInfoOf } from "./group-info.ts";
import { ALL_GROUPS, groupQuery } from "./group-query.ts";

/** Invite links: those of the account's groups, and those that it was given. */
export function groupInvites(
  sessions: WebSessions,
): Pick<GroupManagement, "inviteCode" | "inviteInfo" | "acceptInvite" | "revokeInvite"> {
  return {
    async inviteCode(instance, groupJid, signal) {
      const content = { tag: "invite", attrs: {} };
      return codeIn(await groupQuery(sessions.of(instance), { to: groupJid, type: "get", content }, { signal }));
    },

    async revokeInvite(instance, groupJid, signal) {
      const content = { tag: "invite", attrs: {} };
      return codeIn(await groupQuery(sessions.of(instance), { to: groupJid, type: "set", content }, { signal }));
    },

    async inviteInfo(instance, inviteCode, signal) {
      const session = sessions.of(instance);
      const content = { tag: "invite", attrs: { code: inviteCode } };
      const answer = await groupQuery(session, { to: ALL_GROUPS, type: "get", content }, { signal, subject: "invite" });
      return groupInfoOf(session.socket, answer);
    },

    async acceptInvite(instance, inviteCode, signal) {
      const content = { tag: "invite", attrs: { code: inviteCode } };
      const answer = await groupQuery(
        sessions.of(instance),
        { to: ALL_GROUPS, type: "set", content },
        { signal, subject: "invite" },
      );
      const jid = getBinaryNodeChild(answer, "group")?.attrs["jid"];
      if (jid !== undefined) return jid;
      throw notJoined(getBinaryNodeChild(answer, "membership_approval_request")?.attrs["jid"]);
    },
  };
}

function codeIn(answer: BinaryNode): string {
  const code = getBinaryNodeChild(answer, "invite")?.attrs["code"];
  if (code === undefined) throw new WaxwingError("WHATSAPP_UNAVAILABLE", "WhatsApp answered without an invite code.");
  return code;
}

function notJoined(groupJid: string | undefined): WaxwingError {
  if (groupJid === undefined) return new WaxwingError("WHATSAPP_UNAVAILABLE", "WhatsApp answered without a group.");
  const text = "The group's admins decide who joins: the request was sent, and the account is no member yet.";
  return new WaxwingError("GROUP_ACCESS_DENIED", text, { details: { groupJid, isRequested: true } });
}

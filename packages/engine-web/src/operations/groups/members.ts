import type { GroupManagement } from "@waxwing/core";
import { getBinaryNodeChild, getBinaryNodeChildren } from "@whiskeysockets/baileys";
import type { WebSessions } from "../../session.ts";
import { identitiesOf } from "../addresses.ts";
import { refused } from "../whatsapp-error.ts";
import { ALL_GROUPS, groupQuery, participantNodes } from "./group-query.ts";
import { accountOf, outcomesFor, outcomesOf } from "./outcomes.ts";

/** Who is in a group, and who asks to be. */
export function groupMembers(
  sessions: WebSessions,
): Pick<GroupManagement, "updateParticipants" | "leaveGroup" | "joinRequests" | "answerJoinRequests"> {
  return {
    async updateParticipants(instance, groupJid, action, participants, signal) {
      const session = sessions.of(instance);
      const content = { tag: action, attrs: {}, content: participantNodes(participants) };
      const answer = await groupQuery(session, { to: groupJid, type: "set", content }, { signal });
      const asked = await identitiesOf(
        session.socket,
        participants.map((jid) => ({ jid })),
      );
      const outcomes = await outcomesOf(session.socket, getBinaryNodeChild(answer, action));
      return outcomesFor(asked, outcomes);
    },

    async leaveGroup(instance, groupJid, signal) {
      const content = { tag: "leave", attrs: {}, content: [{ tag: "group", attrs: { id: groupJid } }] };
      const answer = await groupQuery(
        sessions.of(instance),
        { to: ALL_GROUPS, type: "set", content },
        { signal, subject: "group" },
      );
      const left = getBinaryNodeChild(getBinaryNodeChild(answer, "leave"), "group");
      const code = left?.attrs["error"];
      if (code !== undefined) throw refused({ code: Number(code), message: "not a member" }, "group");
    },

    async joinRequests(instance, groupJid, signal) {
      const session = sessions.of(instance);
      const tag = "membership_approval_request";
      const content = { tag: `${tag}s`, attrs: {} };
      const answer = await groupQuery(session, { to: groupJid, type: "get", content }, { signal });
      const requests = getBinaryNodeChildren(getBinaryNodeChild(answer, `${tag}s`), tag);
      const identities = await identitiesOf(session.socket, requests.map(accountOf));
      return identities.map(({ id }, index) => {
        const time = Number(requests[index]?.attrs["request_time"] ?? Number.NaN);
        return { jid: id, requestedAt: Number.isFinite(time) ? time : null };
      });
    },

    async answerJoinRequests(instance, groupJid, action, participants, signal) {
      const session = sessions.of(instance);
      const tag = "membership_requests_action";
      const decision = { tag: action, attrs: {}, content: participantNodes(participants) };
      const content = { tag, attrs: {}, content: [decision] };
      const answer = await groupQuery(session, { to: groupJid, type: "set", content }, { signal });
      const asked = await identitiesOf(
        session.socket,
        participants.map((jid) => ({ jid })),
      );
      const node = getBinaryNodeChild(getBinaryNodeChild(answer, tag), action);
      return outcomesFor(asked, await outcomesOf(session.socket, node));
    },
  };
}

import type { CoreParts } from "../../core-parts.ts";
import { connectedCapability } from "../connected-engine.ts";
import type { GroupHandlers } from "./group-handlers.ts";
import { sendInvitations } from "./send-invitations.ts";
import { shownGroupWithMembers } from "./shown-group.ts";

/** The link that carries an invite code. */
function inviteUrlOf(code: string): string {
  return `https://chat.whatsapp.com/${code}`;
}

/** Handlers of invitations. */
export function groupInvitationHandlers(
  parts: CoreParts,
): Pick<GroupHandlers, "inviteCode" | "inviteInfo" | "acceptInviteCode" | "sendInvite" | "revokeInviteCode"> {
  return {
    async inviteCode({ groupJid }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      const code = await groups.inviteCode(instance, groupJid, signal);
      return { inviteUrl: inviteUrlOf(code), inviteCode: code };
    },

    async inviteInfo({ inviteCode }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      const group = await groups.inviteInfo(instance, inviteCode, signal);
      return { ...(await shownGroupWithMembers(parts.database, instance.id, group)), inviteCode };
    },

    async acceptInviteCode({ inviteCode }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      return { accepted: true, groupJid: await groups.acceptInvite(instance, inviteCode, signal) };
    },

    async sendInvite({ groupJid, description, numbers, idempotencyKey }, context) {
      const { instance, signal } = context;
      const groups = connectedCapability(parts, instance, "groups");
      const { subject } = await groups.groupInfo(instance, groupJid, signal);
      const inviteUrl = inviteUrlOf(await groups.inviteCode(instance, groupJid, signal));
      const text = [subject, description, inviteUrl].filter((part) => part !== "").join("\n\n");
      await sendInvitations(parts, context, { text, numbers, idempotencyKey });
      const answer = { send: true, inviteUrl };
      const { idempotency } = context;
      if (idempotency !== undefined) {
        await parts.database.transaction((client) => idempotency.complete(client, answer));
      }
      return answer;
    },

    async revokeInviteCode({ groupJid }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      return { revoked: true, inviteCode: await groups.revokeInvite(instance, groupJid, signal) };
    },
  };
}

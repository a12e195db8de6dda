import type { CoreParts } from "../../core-parts.ts";
import type { OperationContext } from "../../operation-context.ts";
import { connectedCapability } from "../connected-engine.ts";
import { resolvedRecipients } from "../resolved-recipient.ts";
import type { GroupHandlers } from "./group-handlers.ts";
import { shownGroupWithMembers } from "./shown-group.ts";

/** Handlers that make groups and change who is in them. */
export function groupMemberHandlers(
  parts: CoreParts,
): Pick<GroupHandlers, "create" | "updateParticipant" | "updateJoinRequest" | "leaveGroup"> {
  /** The accounts that callers name, each once. */
  const resolved = async (context: OperationContext, numbers: readonly string[]): Promise<string[]> => {
    const recipients = await resolvedRecipients(parts, context, numbers);
    return [...new Set(recipients.map(({ jid }) => jid))];
  };

  return {
    async create({ subject, participants, description, promoteParticipants }, context) {
      const { instance, signal } = context;
      const groups = connectedCapability(parts, instance, "groups");
      const { group } = await groups.createGroup(
        instance,
        {
          subject,
          description,
          participants: await resolved(context, participants),
          promoteParticipants: promoteParticipants ?? false,
        },
        signal,
      );
      return shownGroupWithMembers(parts.database, instance.id, group);
    },

    async updateParticipant({ groupJid, action, participants }, context) {
      const { instance, signal } = context;
      const groups = connectedCapability(parts, instance, "groups");
      const jids = await resolved(context, participants);
      const outcomes = await groups.updateParticipants(instance, groupJid, action, jids, signal);
      return { updateParticipants: outcomes.map(({ jid, status }) => ({ status, jid })) };
    },

    async updateJoinRequest({ groupJid, action, participants }, context) {
      const { instance, signal } = context;
      const groups = connectedCapability(parts, instance, "groups");
      const jids = await resolved(context, participants);
      const outcomes = await groups.answerJoinRequests(instance, groupJid, action, jids, signal);
      return { updateParticipants: outcomes.map(({ jid, status }) => ({ status, jid })) };
    },

    async leaveGroup({ groupJid }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      await groups.leaveGroup(instance, groupJid, signal);
      return { groupJid, leave: true };
    },
  };
}

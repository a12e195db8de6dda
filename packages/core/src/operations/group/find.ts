import type { CoreParts } from "../../core-parts.ts";
import { otherAddresses } from "../addresses.ts";
import { connectedCapability } from "../connected-engine.ts";
import type { GroupHandlers } from "./group-handlers.ts";
import { shownGroup, shownGroupsWithMembers, shownGroupWithMembers, shownMembers } from "./shown-group.ts";

/** Handlers that look at groups. */
export function groupQueryHandlers(
  parts: CoreParts,
): Pick<GroupHandlers, "findGroupInfos" | "fetchAllGroups" | "participants" | "fetchJoinRequests"> {
  const { database } = parts;
  return {
    async findGroupInfos({ groupJid }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      return shownGroupWithMembers(database, instance.id, await groups.groupInfo(instance, groupJid, signal));
    },

    async fetchAllGroups({ getParticipants }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      const found = await groups.allGroups(instance, signal);
      return getParticipants ? shownGroupsWithMembers(database, instance.id, found) : found.map(shownGroup);
    },

    async participants({ groupJid }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      const { participants } = await groups.groupInfo(instance, groupJid, signal);
      return { participants: await shownMembers(database, instance.id, participants) };
    },

    async fetchJoinRequests({ groupJid }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      const requests = await groups.joinRequests(instance, groupJid, signal);
      const others = await otherAddresses(
        database,
        instance.id,
        requests.map(({ jid }) => jid),
      );
      return {
        requests: requests.map(({ jid, requestedAt }) => {
          const other = others.get(jid);
          // A LID whose phone is known is shown as every other contact: by its phone.
          if (jid.endsWith("@lid") && other !== undefined) return { jid: other, lid: jid, requestedAt };
          return { jid, lid: other ?? null, requestedAt };
        }),
      };
    },
  };
}

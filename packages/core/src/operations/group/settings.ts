import type { CoreParts } from "../../core-parts.ts";
import { connectedCapability } from "../connected-engine.ts";
import type { GroupHandlers } from "./group-handlers.ts";

const updated = { update: "success" };

/** Handlers that change a group itself. */
export function groupSettingHandlers(
  parts: CoreParts,
): Pick<
  GroupHandlers,
  | "updateGroupSubject"
  | "updateGroupPicture"
  | "updateGroupDescription"
  | "updateSetting"
  | "updateMemberAddMode"
  | "toggleEphemeral"
> {
  return {
    async updateGroupSubject({ groupJid, subject }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      await groups.updateGroupSubject(instance, groupJid, subject, signal);
      return updated;
    },

    async updateGroupPicture({ groupJid, image }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      await groups.updateGroupPicture(instance, groupJid, image, signal);
      return updated;
    },

    async updateGroupDescription({ groupJid, description }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      await groups.updateGroupDescription(instance, groupJid, description, signal);
      return updated;
    },

    async updateSetting({ groupJid, action }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      await groups.updateGroupSetting(instance, groupJid, action, signal);
      return { ...updated, action };
    },

    async updateMemberAddMode({ groupJid, mode }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      await groups.updateMemberAddMode(instance, groupJid, mode, signal);
      return { ...updated, mode };
    },

    async toggleEphemeral({ groupJid, expiration }, { instance, signal }) {
      const groups = connectedCapability(parts, instance, "groups");
      await groups.setEphemeral(instance, groupJid, expiration, signal);
      return { success: true };
    },
  };
}

import type { CoreParts } from "../core-parts.ts";
import { groupQueryHandlers } from "./group/find.ts";
import type { GroupHandlers } from "./group/group-handlers.ts";
import { groupInvitationHandlers } from "./group/invite.ts";
import { groupMemberHandlers } from "./group/members.ts";
import { groupSettingHandlers } from "./group/settings.ts";

/** Handlers of `group.*`. */
export function groupHandlers(parts: CoreParts): GroupHandlers {
  return {
    ...groupQueryHandlers(parts),
    ...groupSettingHandlers(parts),
    ...groupMemberHandlers(parts),
    ...groupInvitationHandlers(parts),
  };
}

import type { GroupManagement } from "@waxwing/core";
import type { WebSessions } from "../../session.ts";
import type { PictureMaking, SourceFile } from "../sources.ts";
import { createGroup } from "./create-group.ts";
import { groupInvites } from "./invites.ts";
import { groupMembers } from "./members.ts";
import { groupSettings } from "./settings.ts";

/** Groups on WhatsApp Web. */
export function createGroups<File extends SourceFile>({
  sessions,
  media,
}: {
  readonly sessions: WebSessions;
  readonly media: PictureMaking<File>;
}): GroupManagement {
  return {
    createGroup: (instance, group, signal) => createGroup(sessions, instance, group, signal),
    ...groupSettings(sessions, media),
    ...groupInvites(sessions),
    ...groupMembers(sessions),
  };
}

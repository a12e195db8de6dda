import type { World } from "../world.ts";
import type { Communities } from "./communities.ts";
import type { GroupEvents } from "./events.ts";
import type { Invitations } from "./invitations.ts";
import type { Membership } from "./membership.ts";
import type { GroupNotifier } from "./notifier.ts";
import type { GroupRecords } from "./records.ts";
import type { MembershipRequests } from "./requests.ts";

/** The parts of this room; like the world's, each uses the others only after all of them were made. */
export interface GroupsRoom {
  readonly world: World;
  readonly records: GroupRecords;
  readonly notifier: GroupNotifier;
  readonly events: GroupEvents;
  readonly membership: Membership;
  readonly invitations: Invitations;
  readonly requests: MembershipRequests;
  readonly communities: Communities;
}

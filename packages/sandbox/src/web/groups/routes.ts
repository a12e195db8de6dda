import type { IqRoute } from "../iq.ts";
import type { World } from "../world.ts";
import { communityRoutes } from "./routes-communities.ts";
import { invitationRoutes } from "./routes-invitations.ts";
import { membershipRoutes } from "./routes-membership.ts";
import { settingRoutes } from "./routes-settings.ts";

/** All requests of `w:g2`: the wire reference, section 13. */
export function groupRoutes(world: World): IqRoute[] {
  return [...membershipRoutes(world), ...settingRoutes(world), ...invitationRoutes(world), ...communityRoutes(world)];
}

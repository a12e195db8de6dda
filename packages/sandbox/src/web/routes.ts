import { appStateRoutes } from "./app-state/routes.ts";
import { deviceRoutes } from "./devices/routes.ts";
import { groupRoutes } from "./groups/routes.ts";
import type { IqRoute } from "./iq.ts";
import { keyRoutes } from "./keys/routes.ts";
import { mediaRoutes } from "./media/routes.ts";
import { messagingRoutes } from "./messaging/routes.ts";
import { profileRoutes } from "./profile/routes.ts";
import { startupRoutes } from "./startup/routes.ts";
import type { World } from "./world.ts";

/** Every request that the sandbox answers; all others get error 501. */
export function allRoutes(world: World): IqRoute[] {
  return [
    ...startupRoutes(world),
    ...keyRoutes(world),
    ...deviceRoutes(world),
    ...messagingRoutes(world),
    ...groupRoutes(world),
    ...appStateRoutes(world),
    ...mediaRoutes(world),
    ...profileRoutes(world),
  ];
}

import type { IqRoute } from "../iq.ts";
import type { World } from "../world.ts";
import { businessRoutes } from "./business/business-routes.ts";
import { catalogRoutes } from "./business/catalog-routes.ts";
import { mexRoute } from "./mex.ts";
import { newsletterRoutes } from "./newsletters/newsletter-routes.ts";
import { personalRoutes } from "./profile-routes.ts";

/** All requests about profiles, businesses and newsletters. */
export function profileRoutes(world: World): IqRoute[] {
  return [
    ...personalRoutes(world),
    ...businessRoutes(world),
    ...catalogRoutes(world),
    ...newsletterRoutes(world),
    mexRoute(world),
  ];
}

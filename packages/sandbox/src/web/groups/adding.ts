import type { Account } from "../model.ts";
import type { World } from "../world.ts";

/** Whether the privacy settings of `whom` let `by` add him to groups: everybody, or only contacts that he has saved. */
export function mayAdd(world: World, by: Account, whom: Account): boolean {
  return world.profiles.isVisible(whom, by, "groupadd");
}

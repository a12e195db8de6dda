import { IqError } from "../iq.ts";
import type { World } from "../world.ts";
import type { OutgoingMessage, Refusal, Routed } from "./outgoing.ts";

/** Hands a post to the channel that it is addressed to; the channel gives it to its followers. */
export function routeToNewsletter(world: World, { from, stanza }: OutgoingMessage): Routed | Refusal {
  try {
    const following: (() => void)[] = [];
    const cause = { from, after: (action: () => void) => following.push(action) };
    return { deliveries: [], isNew: false, serverId: world.profiles.newsletters.post(cause, stanza), following };
  } catch (error) {
    if (error instanceof IqError) return { error: error.code, note: error.message };
    throw error;
  }
}

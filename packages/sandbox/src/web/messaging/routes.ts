import type { IqRoute } from "../iq.ts";
import type { World } from "../world.ts";
import { issuePrivacyTokens } from "./privacy-tokens.ts";

/** Requests that belong to messages: privacy tokens. */
export function messagingRoutes(world: World): IqRoute[] {
  return [{ xmlns: "privacy", type: "set", child: "tokens", answer: (request) => issuePrivacyTokens(world, request) }];
}

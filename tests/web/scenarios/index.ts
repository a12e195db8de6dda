import type { OperationId } from "@waxwing/contract";
import type { Scenario } from "../scenario.ts";
import { accountScenarios } from "./account.ts";
import { chatScenarios } from "./chats.ts";
import { findScenarios } from "./finds.ts";
import { groupScenarios } from "./groups.ts";
import { mediaScenarios } from "./media.ts";
import { messageScenarios } from "./messages.ts";

/** Every scenario, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  ...messageScenarios,
  ...mediaScenarios,
  ...chatScenarios,
  ...findScenarios,
  ...groupScenarios,
  ...accountScenarios,
];

/** Operations that WhatsApp never hears of, and why. The parity suite calls them on every face. */
export const localOperations: Partial<Record<OperationId, string>> = {
  "settings.find": "reads the server's own row",
  "webhook.set": "says where this server posts events",
  "webhook.find": "reads the server's own row",
  "proxy.set": "says how this server connects; the engine's tests connect through a proxy",
  "proxy.find": "reads the server's own row",
  "instance.rotateToken": "changes a key of this server",
};

import type { Handlers } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";
import { businessHandlers } from "./business.ts";
import { callHandlers } from "./calls.ts";
import { chatHandlers } from "./chat.ts";
import { groupHandlers } from "./group.ts";
import { instanceHandlers } from "./instance.ts";
import { labelHandlers } from "./label.ts";
import { messageHandlers } from "./message.ts";
import { profileHandlers } from "./profile.ts";
import { proxyHandlers } from "./proxy.ts";
import { settingsHandlers } from "./settings.ts";

/** Groups of operations that belong to the core; all others belong to a channel or a bot. */
export type CoreGroup =
  | "instance"
  | "settings"
  | "proxy"
  | "message"
  | "chat"
  | "group"
  | "profile"
  | "label"
  | "calls"
  | "business";

/** Handlers of the core's own operations. */
export function coreHandlers(parts: CoreParts): Pick<Handlers<OperationContext>, CoreGroup> {
  return {
    instance: instanceHandlers(parts),
    settings: settingsHandlers(parts),
    proxy: proxyHandlers(parts),
    message: messageHandlers(parts),
    chat: chatHandlers(parts),
    group: groupHandlers(parts),
    profile: profileHandlers(parts),
    label: labelHandlers(parts),
    calls: callHandlers(parts),
    business: businessHandlers(parts),
  };
}

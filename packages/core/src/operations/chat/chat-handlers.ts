import type { Handlers } from "@waxwing/contract";
import type { OperationContext } from "../../operation-context.ts";

/** Handlers of all `chat.*`; each file of this folder brings some. */
export type ChatHandlers = Handlers<OperationContext>["chat"];

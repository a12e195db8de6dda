import type { Handlers } from "@waxwing/contract";
import type { OperationContext } from "../../operation-context.ts";

/** Handlers of all `group.*`; each file of this folder brings some. */
export type GroupHandlers = Handlers<OperationContext>["group"];

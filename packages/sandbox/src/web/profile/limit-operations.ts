import { z } from "zod";
import type { World } from "../world.ts";
import { type MexOperation, mexOperation } from "./mex-operation.ts";

/** Queries for the restrictions that lie on one's account (Baileys' QueryIds and XWAPaths). */
export function limitOperations(world: World): MexOperation[] {
  const { limits } = world.profiles;
  return [
    mexOperation("23983697327930364", "xwa2_fetch_account_reachout_timelock", z.unknown(), (_variables, { from }) =>
      limits.reachoutAnswer(from.account),
    ),
    mexOperation("24503548349331633", "xwa2_message_capping_info", z.unknown(), (_variables, { from }) =>
      limits.messageCapping(from.account),
    ),
  ];
}

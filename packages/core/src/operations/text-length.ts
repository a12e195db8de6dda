import { WaxwingError } from "@waxwing/contract";
import type { AnyEngine } from "../engine.ts";

/** @throws MESSAGE_TOO_LONG for a text that is longer than the engine sends. */
export function assertTextLength({ integration, messages }: AnyEngine, text: string): void {
  if (messages === undefined) return;
  const length = [...text].length;
  const limit = messages.maxTextLength;
  if (length <= limit) return;
  throw new WaxwingError(
    "MESSAGE_TOO_LONG",
    `The text has ${length} characters; ${integration} sends at most ${limit}.`,
    { details: { length, limit } },
  );
}

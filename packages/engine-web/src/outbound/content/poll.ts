import type { OutgoingContent } from "@waxwing/core";
import type { BuiltContent } from "./tools.ts";

type Poll = Extract<OutgoingContent, { kind: "poll" }>;

/**
 * A poll. Version 3 is what clients send when one answer may be chosen. Votes are encrypted with the message secret,
 * which every message gets.
 */
export function pollContent({ name, values, selectableCount }: Poll): BuiltContent {
  const poll = {
    name,
    options: values.map((optionName) => ({ optionName })),
    selectableOptionsCount: selectableCount,
  };
  return selectableCount === 1 ? { pollCreationMessageV3: poll } : { pollCreationMessage: poll };
}

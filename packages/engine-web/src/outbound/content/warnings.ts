import type { OutgoingContent } from "@waxwing/core";

/** What a recipient may not see as it was asked for, in sentences for people; undefined when there is nothing to say. */
export function warningsOf({ kind }: OutgoingContent): readonly string[] | undefined {
  if (kind !== "list" && kind !== "buttons") return undefined;
  const what = kind === "list" ? "lists" : "buttons";
  return [
    `WhatsApp on phones shows ${what} of accounts that are no business, but WhatsApp on computers may ask to open the phone instead; WhatsApp may change this at any time.`,
  ];
}

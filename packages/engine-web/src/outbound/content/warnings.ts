import type { OutgoingContent, OutgoingKind } from "@waxwing/core";

/** Kinds whose form WhatsApp does not promise to show. */
const unsteadyForms: Partial<Record<OutgoingKind, string>> = {
  list: "lists",
  buttons: "buttons",
  carousel: "carousels",
};

/** What a recipient may not see as it was asked for, in sentences for people; undefined when there is nothing to say. */
export function warningsOf({ kind }: OutgoingContent): readonly string[] | undefined {
  const what = unsteadyForms[kind];
  if (what === undefined) return undefined;
  return [
    `WhatsApp on phones shows ${what} of accounts that are no business, but WhatsApp on computers may ask to open the phone instead; WhatsApp may change this at any time.`,
  ];
}

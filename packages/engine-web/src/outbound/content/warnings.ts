import type { OutgoingContent, OutgoingKind } from "@waxwing/core";

const onComputers = (what: string): string =>
  `WhatsApp on phones shows ${what} of accounts that are no business, but WhatsApp on computers may ask to open the phone instead; WhatsApp may change this at any time.`;

/** Kinds whose form WhatsApp does not promise to show. */
const warnings: Partial<Record<OutgoingKind, string>> = {
  list: onComputers("lists"),
  buttons: onComputers("buttons"),
  carousel:
    "Whether WhatsApp shows carousels of accounts that are no business depends on the recipient's app; WhatsApp may change this at any time.",
};

/** What a recipient may not see as it was asked for, in sentences for people; undefined when there is nothing to say. */
export function warningsOf({ kind }: OutgoingContent): readonly string[] | undefined {
  const warning = warnings[kind];
  return warning === undefined ? undefined : [warning];
}

import type { OutgoingContact } from "@waxwing/core";
import type { BuiltContent } from "./tools.ts";
import { vcard } from "./vcard.ts";

/** One contact card, or several in one message. */
export function contactsContent(contacts: readonly OutgoingContact[]): BuiltContent {
  const cards = contacts.map((contact) => ({ displayName: contact.fullName, vcard: vcard(contact) }));
  const [only, ...others] = cards;
  if (only !== undefined && others.length === 0) return { contactMessage: only };
  return { contactsArrayMessage: { displayName: `${cards.length} contacts`, contacts: cards } };
}

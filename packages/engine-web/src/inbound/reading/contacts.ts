import type { InboundBatch } from "@waxwing/core";
import { type Contact, isJidNewsletter } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { textOf } from "../content/values.ts";
import type { Entry } from "../entry.ts";

type InboundContact = NonNullable<InboundBatch["contacts"]>[number];

/** Remembers both addresses of contacts that name both. */
export function learnFromContacts(contacts: readonly Partial<Contact>[], addresses: Addresses): void {
  for (const { id, lid, phoneNumber } of contacts) {
    addresses.learn(id, lid);
    addresses.learn(id, phoneNumber);
    addresses.learn(lid, phoneNumber);
  }
}

/** What became known of contacts; of those of which nothing is said there is no entry. */
export function contactEntries(
  contacts: readonly Partial<Contact>[],
  { addresses, isHistory = false }: { readonly addresses: Addresses; readonly isHistory?: boolean },
): Entry[] {
  return contacts.flatMap((contact) => {
    const read = contactOf(contact, addresses);
    if (read === undefined) return [];
    return [{ batch: { contacts: [isHistory ? { ...read, isHistory } : read] } }];
  });
}

function contactOf(contact: Partial<Contact>, addresses: Addresses): InboundContact | undefined {
  const id = contact.id || contact.phoneNumber || contact.lid;
  // A channel is nobody's contact.
  if (!id || isJidNewsletter(id)) return undefined;
  const pushName = textOf(contact.notify) ?? textOf(contact.verifiedName);
  const savedName = textOf(contact.name);
  const profilePicUrl = pictureOf(contact.imgUrl);
  if (pushName === undefined && savedName === undefined && profilePicUrl === undefined) return undefined;
  return {
    remoteJid: addresses.phoneOf(id),
    ...(pushName === undefined ? {} : { pushName }),
    ...(savedName === undefined ? {} : { savedName }),
    ...(profilePicUrl === undefined ? {} : { profilePicUrl }),
  };
}

/** Baileys tells `changed` without saying to what, and `removed`. */
function pictureOf(imgUrl: string | null | undefined): string | null | undefined {
  if (imgUrl === undefined || imgUrl === "changed") return undefined;
  return imgUrl === null || imgUrl === "removed" ? null : imgUrl;
}

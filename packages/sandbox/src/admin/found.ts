import type { WhatsAppAccount } from "../account.ts";
import type { Contact } from "../contact/contact.ts";
import type { ReceivedByContact } from "../contact/received.ts";
import { AdminError } from "../graph/admin/check.ts";
import type { Sandbox } from "../sandbox-interface.ts";
import type { GroupHandle } from "../web/groups/handle.ts";

/** The account of a path. Raises an {@link AdminError} (404). */
export function accountOf(sandbox: Sandbox, phone: string): WhatsAppAccount {
  const found = sandbox.findAccount(phone);
  if (found === undefined) throw new AdminError(404, `nobody on WhatsApp has the number +${phone}`);
  return found;
}

/** Accounts of a list in a body. Raises an {@link AdminError} (404) that names the first number that nobody has. */
export function accountsOf(sandbox: Sandbox, phones: readonly string[]): WhatsAppAccount[] {
  return phones.map((phone) => accountOf(sandbox, phone));
}

/** The contact of a path. Raises an {@link AdminError} (404). */
export function contactOf(sandbox: Sandbox, phone: string): Contact {
  const found = sandbox.findContact(phone);
  if (found === undefined) throw new AdminError(404, `no contact +${phone}; create it with POST /admin/contacts`);
  return found;
}

/** The group of a path. Raises an {@link AdminError} (404). */
export function groupOf(sandbox: Sandbox, jid: string): GroupHandle {
  if (sandbox.world.groups.get(jid) === undefined) throw new AdminError(404, `there is no group ${jid}`);
  return sandbox.world.groups.handle(jid);
}

/** Makes sure that a contact has a message on WhatsApp, its own or one that it received. Raises an {@link AdminError} (404). */
export function knownTo(contact: Contact, id: string): string {
  if (contact.web.device.find(id) === undefined) throw new AdminError(404, `+${contact.phone} has no message ${id}`);
  return id;
}

/** A message that a contact received. Raises an {@link AdminError} (404). */
export function receivedBy(contact: Contact, id: string): ReceivedByContact {
  const found = contact.messages.findLast((message) => message.id === id);
  if (found === undefined) throw new AdminError(404, `+${contact.phone} received no message ${id}`);
  return found;
}

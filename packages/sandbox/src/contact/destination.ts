import type { GraphServer } from "../graph/graph-server.ts";
import { phoneDigits } from "../graph/phone.ts";
import { isGroupJid, isStatusJid, parseJid } from "../web/jid.ts";
import type { World } from "../web/world.ts";
import type { ReceivedByContact } from "./received.ts";

/** Where a contact's message goes. */
export type Destination =
  /** `to`: a JID of WhatsApp. */
  { readonly via: "web"; readonly to: string } | { readonly via: "cloud"; readonly phoneNumberId: string };

/** Whom a contact can write to. */
export interface Places {
  readonly world: World;
  readonly graph: GraphServer;
  /** The newest message that the contact received, if any. */
  readonly last: ReceivedByContact | undefined;
  /** Digits of the contact's own number. */
  readonly self: string;
}

/**
 * Where a message goes. Given: a group or another JID, the phone number of a WhatsApp user, the id or the phone number
 * of a Cloud API number. Not given: to whoever wrote last; else to the only one with a linked device; else, when nobody
 * has one, to the first Cloud API number. Raises an Error that says what can be chosen.
 */
export function destinationOf(to: string | undefined, places: Places): Destination {
  return to === undefined ? defaultDestination(places) : namedDestination(to, places);
}

function namedDestination(to: string, { world, graph }: Places): Destination {
  if (isGroupJid(to) || isStatusJid(to)) return { via: "web", to };
  if (parseJid(to) !== null) {
    if (world.directory.byJid(to) === undefined) throw new Error(`nobody on WhatsApp has the JID ${to}`);
    return { via: "web", to };
  }
  const byId = graph.phoneNumbers.find(({ id }) => id === to);
  if (byId !== undefined) return { via: "cloud", phoneNumberId: byId.id };
  const digits = phoneDigits(to);
  const account = digits === "" ? undefined : world.directory.byPhone(digits);
  const number = graph.phoneNumbers.find((each) => phoneDigits(each.displayPhoneNumber) === digits);
  // A number that is on WhatsApp with a linked device is that; one that is both is rather the Cloud API's.
  if (account !== undefined && (number === undefined || world.directory.companions(account).length > 0)) {
    return { via: "web", to: `${account.phone}@s.whatsapp.net` };
  }
  if (number !== undefined) return { via: "cloud", phoneNumberId: number.id };
  throw new Error(`${to} is neither a WhatsApp user nor a group nor a Cloud API number of this sandbox`);
}

function defaultDestination({ world, graph, last, self }: Places): Destination {
  if (last?.via === "web")
    return { via: "web", to: last.chat === "status@broadcast" ? `${last.from}@s.whatsapp.net` : last.chat };
  if (last !== undefined) {
    const number = graph.phoneNumbers.find((each) => phoneDigits(each.displayPhoneNumber) === last.from);
    if (number !== undefined) return { via: "cloud", phoneNumberId: number.id };
  }
  const linked = world.directory.accounts.filter(
    (account) => account.phone !== self && world.directory.companions(account).length > 0,
  );
  const [only] = linked;
  if (only !== undefined && linked.length === 1) return { via: "web", to: `${only.phone}@s.whatsapp.net` };
  const [number] = graph.phoneNumbers;
  if (only === undefined && number !== undefined) return { via: "cloud", phoneNumberId: number.id };
  const choices = [...linked.map(({ phone }) => `+${phone}`), ...graph.phoneNumbers.map(({ id }) => id)];
  throw new Error(`say to whom: nobody has written to this contact yet, and there are ${choices.join(", ")}`);
}

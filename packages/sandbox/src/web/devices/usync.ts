import { lidJid, phoneJid } from "../address.ts";
import { IqError, type IqRequest } from "../iq.ts";
import { isLidJid, phoneDigits, withoutDevice, writeJid } from "../jid.ts";
import type { Account } from "../model.ts";
import { childOf, childrenOf, element, type Stanza, textOf } from "../stanza.ts";
import type { World } from "../world.ts";
import { findByPhone } from "./phone-lookup.ts";

/** One user of a query, and who that is. */
interface AskedUser {
  /** As asked, without device; the registered number for a lookup by number. */
  readonly jid: string | undefined;
  /** What a lookup had in `<contact>`; null for a query by JID. */
  readonly contact: string | null;
  readonly account: Account | undefined;
}

/** What an answer says about one user in one protocol; null for nothing. */
type Protocol = (world: World, user: AskedUser, asking: Account) => Stanza | null;

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  devices: (world, { account }) =>
    element("devices", {}, account === undefined ? [element("device-list")] : world.devices.list.elements(account)),
  // Somebody asked for by LID is told nothing new: clients complain about a LID that is mapped to itself.
  lid: (_world, { account, jid }) =>
    account === undefined || isLidJid(jid) ? null : element("lid", { val: lidJid(account) }),
  contact: (_world, { account, jid, contact }) => {
    const type = account !== undefined ? "in" : jid === undefined ? "invalid" : "out";
    return element("contact", { type }, contact ?? undefined);
  },
  status: (world, { account }, asking) => {
    if (account === undefined) return null;
    if (!world.profiles.isVisible(account, asking, "status")) return element("status", { code: 401, t: 0 });
    return element("status", { t: account.about.setAt }, account.about.text);
  },
  disappearing_mode: (_world, { account }) =>
    account === undefined
      ? null
      : element("disappearing_mode", { duration: account.disappearing.seconds, t: account.disappearing.setAt }),
  // Nobody here has a user name, and no assistant has a profile.
  username: () => null,
  bot: () => null,
};

/**
 * Answers `usync`: who is on WhatsApp, with which devices, LID, about text and timers. A protocol that the sandbox does
 * not know gets an error in `<result>`. Raises IqError 400 for a query without users or protocols.
 */
export function usync(world: World, { child, connection, from, iq }: IqRequest): Stanza[] {
  const asked = childrenOf(childOf(child, "query"));
  const list = childOf(child, "list");
  if (asked.length === 0 || list === undefined) throw new IqError(400, "bad-request");
  const unknown = asked.filter(({ tag }) => protocolOf(tag) === undefined);
  if (unknown.length > 0) {
    world.transcript.unknown(connection, iq, `usync protocols ${unknown.map(({ tag }) => tag).join(", ")}`);
  }
  const results = asked.map((protocol) =>
    unknown.includes(protocol)
      ? element(protocol.tag, {}, [element("error", { code: 501, text: "feature-not-implemented" })])
      : element(protocol.tag),
  );
  const users = childrenOf(list, "user").map((stanza) => {
    const user = readUser(world, stanza);
    const facts = asked.map(({ tag }) => protocolOf(tag)?.(world, user, from.account) ?? null);
    return element(
      "user",
      { jid: user.jid },
      facts.filter((fact) => fact !== null),
    );
  });
  const content = [element("result", {}, results), element("list", {}, users)];
  if (childOf(child, "side_list") !== undefined) content.push(element("side_list", {}, []));
  return [element("usync", child.attrs, content)];
}

/** Undefined for an unknown protocol, also for one that every object has a property of the name of. */
function protocolOf(tag: string): Protocol | undefined {
  return Object.hasOwn(PROTOCOLS, tag) ? PROTOCOLS[tag] : undefined;
}

function readUser(world: World, user: Stanza): AskedUser {
  const jid = user.attrs["jid"];
  if (jid !== undefined) {
    const plain = withoutDevice(jid);
    return { jid: plain, contact: null, account: world.directory.byJid(plain) };
  }
  const contact = textOf(childOf(user, "contact"));
  const digits = phoneDigits(contact);
  const account = digits === "" ? undefined : findByPhone(world, digits);
  const unregistered = digits === "" ? undefined : writeJid(digits, "s.whatsapp.net");
  return { jid: account === undefined ? unregistered : phoneJid(account), contact, account };
}

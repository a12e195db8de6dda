const PHONE_SERVER = "@s.whatsapp.net";
const GROUP_SERVER = "@g.us";
/**
 * Not a server of WhatsApp's own: marks people whom Meta names by a business-scoped user id (BSUID) only. They have no
 * phone JID, and a made-up one would look like a number.
 */
const USER_ID_SERVER = "@bsuid";

const phonePattern = /^\+?(\d{1,32})$/;
/** `US.13491208655302741918`, `US.ENT.11815799212886844830`. Source: Meta, "Business-scoped user IDs". */
const userIdPattern = /^[A-Z]{2}\.[A-Za-z0-9.]{1,100}$/;
/** Base64-like. Source: Meta, webhook reference "Group messages". */
const groupIdPattern = /^[\w.:+/=-]{1,120}$/;

/** The JID of a WhatsApp id (digits) or a business-scoped user id; undefined when it is neither. */
export function personJid(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const digits = phonePattern.exec(id)?.[1];
  if (digits !== undefined) return digits + PHONE_SERVER;
  return userIdPattern.test(id) ? id + USER_ID_SERVER : undefined;
}

/** The JID of a group that was made through Meta's Groups API; undefined when the id cannot be one. */
export function groupJid(groupId: string): string | undefined {
  return groupIdPattern.test(groupId) ? groupId + GROUP_SERVER : undefined;
}

/** The digits of a phone JID; undefined for groups, LIDs, broadcasts and everything else. */
export function phoneOf(jid: string): string | undefined {
  if (!jid.endsWith(PHONE_SERVER)) return undefined;
  const digits = jid.slice(0, -PHONE_SERVER.length);
  return /^\d{1,32}$/.test(digits) ? digits : undefined;
}

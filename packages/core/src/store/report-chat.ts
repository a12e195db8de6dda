import type { InboundStatus } from "../inbox.ts";

/** Where a message stands, under one or both addresses of a contact. */
interface Place {
  readonly remoteJid: string;
  readonly remoteJidAlt: string | null;
}

/**
 * Whether a report may be about a message that has the id it names. Ids are no secret: members of a group know those of all its
 * messages, and could report them from the chat with them. A phone JID and a LID that are not known to be two contacts may be one.
 */
export function isOfChat(report: Pick<InboundStatus, "remoteJid" | "attemptId">, message: Place): boolean {
  // What WhatsApp alone has got from us proves what is meant.
  if (report.attemptId !== undefined) return true;
  const reported = withoutDevice(report.remoteJid);
  const places = [message.remoteJid, message.remoteJidAlt ?? ""].map(withoutDevice);
  if (places.includes(reported) || isList(message.remoteJid)) return true;
  if (isShared(reported) || isShared(message.remoteJid)) return false;
  return !places.some((place) => serverOf(place) === serverOf(reported));
}

/** A broadcast list, whose readers report for themselves. */
function isList(jid: string): boolean {
  return jid.endsWith("@broadcast") && jid !== "status@broadcast";
}

function isShared(jid: string): boolean {
  return ["g.us", "broadcast", "newsletter"].includes(serverOf(jid));
}

function serverOf(jid: string): string {
  return jid.slice(jid.indexOf("@") + 1);
}

function withoutDevice(jid: string): string {
  return jid.replace(/:\d+(?=@)/, "");
}

import { jidDecode } from "@whiskeysockets/baileys";

/** A JID in parts. `device` is 0 for a phone, and for JIDs that have no devices. */
export interface Jid {
  readonly user: string;
  readonly device: number;
  /** `s.whatsapp.net`, `lid`, `g.us`, `broadcast`, `newsletter`, … */
  readonly server: string;
}

/** The parts of a JID; null when the text is none. */
export function parseJid(text: string | undefined): Jid | null {
  if (text === undefined || !text.includes("@")) return null;
  const decoded = jidDecode(text);
  if (decoded === undefined) return null;
  return { user: decoded.user, device: decoded.device ?? 0, server: decoded.server };
}

/** `user@server`, with the device between them when it is not the phone. */
export function writeJid(user: string, server: string, device = 0): string {
  return device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`;
}

/** The same JID without its device; the text itself when it is no JID. */
export function withoutDevice(text: string): string {
  const jid = parseJid(text);
  return jid === null ? text : writeJid(jid.user, jid.server);
}

export function isGroupJid(text: string | undefined): boolean {
  return text?.endsWith("@g.us") ?? false;
}

export function isLidJid(text: string | undefined): boolean {
  return text?.endsWith("@lid") ?? false;
}

export function isNewsletterJid(text: string | undefined): boolean {
  return text?.endsWith("@newsletter") ?? false;
}

export function isStatusJid(text: string | undefined): boolean {
  return text === "status@broadcast";
}

/** The digits of a phone number, however it was written: `+55 (11) 98888-7777` gives `5511988887777`. */
export { phoneDigits } from "../graph/phone.ts";

import type { InboundBatch } from "@waxwing/core";
import { jidDecode } from "@whiskeysockets/baileys";
import type { SessionKeys } from "../session.ts";

type Identity = NonNullable<InboundBatch["identities"]>[number];

const PHONE_SERVER = "s.whatsapp.net";
const LID_SERVER = "lid";

/** Phone number and LID of that many contacts are remembered. */
const MAX_REMEMBERED = 2000;

/** A JID without device, on the server of people's accounts. */
export function withoutDevice(jid: string): string {
  const decoded = jidDecode(jid);
  if (decoded === undefined || decoded.user === "") return jid;
  const { user, server } = decoded;
  if (server === "c.us" || server === "hosted") return `${user}@${PHONE_SERVER}`;
  if (server === "hosted.lid") return `${user}@${LID_SERVER}`;
  return `${user}@${server}`;
}

export function isLid(jid: string): boolean {
  return jid.endsWith(`@${LID_SERVER}`);
}

export function isPhoneJid(jid: string): boolean {
  return jid.endsWith(`@${PHONE_SERVER}`);
}

/**
 * Which phone number belongs to which LID, as far as the keys of the connection know it. Looked up there and not through
 * Baileys' own mapping, which asks WhatsApp for what it does not know.
 */
export class Addresses {
  readonly #keys: SessionKeys;
  /** Both ways, the least recently used first. */
  readonly #partners = new Map<string, string>();
  #fresh: Identity[] = [];

  constructor(keys: SessionKeys) {
    this.#keys = keys;
  }

  /** The account's own addresses, without device. */
  get own(): { readonly phoneJid: string | undefined; readonly lid: string | undefined } {
    const { me } = this.#keys.auth.creds;
    return {
      phoneJid: me?.id === undefined ? undefined : withoutDevice(me.id),
      lid: me?.lid === undefined ? undefined : withoutDevice(me.lid),
    };
  }

  isOwn(jid: string): boolean {
    const { phoneJid, lid } = this.own;
    const plain = withoutDevice(jid);
    return plain === phoneJid || plain === lid;
  }

  /** Reads what is known of these JIDs, so that {@link phoneOf} and {@link lidOf} know it. */
  async load(jids: Iterable<string>): Promise<void> {
    const { phoneJid, lid } = this.own;
    if (phoneJid !== undefined && lid !== undefined) this.learn(phoneJid, lid);
    const unknown = new Set<string>();
    for (const jid of jids) {
      const plain = withoutDevice(jid);
      if ((isLid(plain) || isPhoneJid(plain)) && !this.#partners.has(plain)) unknown.add(plain);
    }
    if (unknown.size === 0) return;
    const ids = [...unknown].map(recordId);
    const found = await this.#keys.auth.keys.get("lid-mapping", ids);
    for (const jid of unknown) {
      const partner = found[recordId(jid)];
      if (typeof partner !== "string" || partner === "") continue;
      if (isLid(jid)) this.learn(`${partner}@${PHONE_SERVER}`, jid);
      else this.learn(jid, `${partner}@${LID_SERVER}`);
    }
  }

  /** Two addresses of one contact, in either order. Nothing happens when they cannot be. */
  learn(one: string | null | undefined, other: string | null | undefined): void {
    if (!one || !other) return;
    const [first, second] = [withoutDevice(one), withoutDevice(other)];
    const [phoneJid, lid] = isLid(first) ? [second, first] : [first, second];
    if (!isPhoneJid(phoneJid) || !isLid(lid)) return;
    // Copies of own messages may name our own LID beside the other's number.
    const { own } = this;
    if ((phoneJid === own.phoneJid) !== (lid === own.lid)) return;
    if (this.#partners.get(lid) === phoneJid && this.#partners.get(phoneJid) === lid) return;
    this.#remember(phoneJid, lid);
    this.#remember(lid, phoneJid);
    this.#fresh.push({ phoneJid, lid });
  }

  /** The phone JID of a JID when it is known, else the JID; without device. */
  phoneOf(jid: string): string {
    const plain = withoutDevice(jid);
    return isLid(plain) ? (this.#partner(plain) ?? plain) : plain;
  }

  /** The LID of a phone JID, when it is known. */
  lidOf(jid: string): string | undefined {
    const plain = withoutDevice(jid);
    return isPhoneJid(plain) ? this.#partner(plain) : undefined;
  }

  /** What was learned since the last call. */
  takeIdentities(): Identity[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  #partner(jid: string): string | undefined {
    const partner = this.#partners.get(jid);
    if (partner !== undefined) this.#remember(jid, partner);
    return partner;
  }

  #remember(jid: string, partner: string): void {
    this.#partners.delete(jid);
    this.#partners.set(jid, partner);
    if (this.#partners.size <= 2 * MAX_REMEMBERED) return;
    const [oldest] = this.#partners.keys();
    if (oldest !== undefined) this.#partners.delete(oldest);
  }
}

/** Under which id Baileys' LIDMappingStore keeps the partner of a JID. */
function recordId(jid: string): string {
  const user = jid.slice(0, jid.indexOf("@"));
  return isLid(jid) ? `${user}_reverse` : user;
}

const MAX_DEPTH = 16;

/** All JIDs of people in what Baileys told. */
export function personJidsIn(value: unknown, found = new Set<string>(), depth = 0): Set<string> {
  if (typeof value === "string") {
    if (value.length < 64 && (isLid(value) || value.endsWith("@hosted.lid"))) found.add(value);
    return found;
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || depth > MAX_DEPTH) return found;
  for (const part of Array.isArray(value) ? value : Object.values(value)) personJidsIn(part, found, depth + 1);
  return found;
}

import { isLidUser, isPnUser, jidNormalizedUser, type WASocket } from "@whiskeysockets/baileys";

/** Both addresses of one account, as far as they are known. */
export interface Identity {
  /** Phone JID when known, else the LID. */
  readonly id: string;
  readonly lid: string | null;
}

/** What names an account in WhatsApp's answers: an address, and perhaps the other one beside it. */
export interface NamedAccount {
  readonly jid: string;
  readonly phoneJid?: string | null | undefined;
  readonly lid?: string | null | undefined;
}

/** Brings accounts, as answers name them, to phone JID and LID; mappings that the connection knows fill what is missing. */
export async function identitiesOf(socket: WASocket, accounts: readonly NamedAccount[]): Promise<Identity[]> {
  const bare = accounts.map(({ jid, phoneJid, lid }) => {
    const address = jidNormalizedUser(jid);
    return {
      address,
      phone: isPnUser(address) ? address : phoneJid ? jidNormalizedUser(phoneJid) : null,
      lid: isLidUser(address) ? address : lid ? jidNormalizedUser(lid) : null,
    };
  });
  const phones = await phoneJidsOf(
    socket,
    bare.flatMap(({ phone, lid }) => (phone === null && lid !== null ? [lid] : [])),
  );
  return bare.map(({ address, phone, lid }) => ({
    id: phone ?? (lid === null ? undefined : phones.get(lid)) ?? address,
    lid,
  }));
}

/** Phone JIDs of LIDs, by LID, from the mappings that the connection knows; nothing is asked. */
export async function phoneJidsOf(socket: WASocket, lids: readonly string[]): Promise<Map<string, string>> {
  const phones = new Map<string, string>();
  if (lids.length === 0) return phones;
  const known = await socket.signalRepository.lidMapping.getPNsForLIDs([...new Set(lids)]);
  for (const { lid, pn } of known ?? []) phones.set(jidNormalizedUser(lid), jidNormalizedUser(pn));
  return phones;
}

/** The phone JID of an address when it is known, else the address, without device. */
export async function phoneJidOf(socket: WASocket, jid: string): Promise<string> {
  const [identity] = await identitiesOf(socket, [{ jid }]);
  return identity?.id ?? jid;
}

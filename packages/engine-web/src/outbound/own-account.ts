import { jidNormalizedUser, type WASocket } from "@whiskeysockets/baileys";

/** The account that a socket is linked to. */
export interface OwnAccount {
  /** Phone JID without device. */
  readonly jid: string;
  /** Phone JID with this device, as stanzas that name their sender want it. */
  readonly deviceJid: string;
  readonly lid: string | undefined;
  /** Missing until the phone has told it. */
  readonly name: string | undefined;
}

/** From the credentials: `socket.user` is what was known when the socket was made, often without LID and name. */
export function ownAccount({ authState }: Pick<WASocket, "authState">): OwnAccount {
  const { id, lid, name } = authState.creds.me ?? {};
  return {
    jid: jidNormalizedUser(id),
    deviceJid: id ?? "",
    lid: lid ? jidNormalizedUser(lid) : undefined,
    name: name || undefined,
  };
}

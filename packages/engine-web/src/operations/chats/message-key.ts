import type { StoredMessageReference } from "@waxwing/core";
import { jidNormalizedUser, proto, type WAMessageKey } from "@whiskeysockets/baileys";

/** A stored message in WhatsApp's own form; undefined when only its contract's form was kept. */
export function messageInfoOf({ engineData }: StoredMessageReference): proto.WebMessageInfo | undefined {
  return engineData === null ? undefined : proto.WebMessageInfo.decode(engineData);
}

/**
 * The key under which WhatsApp knows a message. It names chat and author as WhatsApp did, by LID or by phone number: a
 * receipt for the other address is not understood.
 */
export function messageKeyOf(message: StoredMessageReference): WAMessageKey & { remoteJid: string; id: string } {
  const { keyId: id, remoteJid, fromMe, participant } = message;
  const original = messageInfoOf(message)?.key;
  const author = original?.participant || participant;
  return {
    remoteJid: original?.remoteJid || remoteJid,
    id,
    fromMe,
    ...(author === "" ? {} : { participant: jidNormalizedUser(author) }),
  };
}

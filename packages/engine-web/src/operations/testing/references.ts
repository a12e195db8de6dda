import type { StoredMessageReference } from "@waxwing/core";
import { jidNormalizedUser, proto, toNumber, type WAMessage } from "@whiskeysockets/baileys";
import { shownContent } from "../../outbound/shown-content.ts";

/** A message of a client as the store has it. */
export function stored(message: WAMessage, remoteJid = message.key.remoteJid ?? ""): StoredMessageReference {
  const { key, messageTimestamp } = message;
  const { messageType, message: content } = shownContent(message.message ?? {});
  return {
    keyId: key.id ?? "",
    remoteJid,
    remoteJidAlt: null,
    fromMe: key.fromMe === true,
    participant: key.participant ? jidNormalizedUser(key.participant) : "",
    timestamp: toNumber(messageTimestamp),
    messageType,
    message: content,
    engineData: Buffer.from(proto.WebMessageInfo.encode(proto.WebMessageInfo.fromObject(message)).finish()),
  };
}

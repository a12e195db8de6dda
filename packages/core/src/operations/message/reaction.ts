import type { CoreParts } from "../../core-parts.ts";
import { recipientJid } from "../../recipients.ts";
import { findMessages } from "../find-messages.ts";
import { sendMessage } from "../send-message.ts";
import type { MessageHandlers } from "./message-handlers.ts";

/** The handler that puts reactions on messages, stored or not. */
export function reactionHandlers(parts: CoreParts): Pick<MessageHandlers, "sendReaction"> {
  return {
    async sendReaction({ key, reaction, messageId }, context) {
      const { id, fromMe } = key;
      // What is stored knows the chat's address and, in groups, the writer, without whom WhatsApp cannot find the message.
      const [stored] = await findMessages(parts.database, context.instance.id, [
        { id, fromMe, remoteJid: key.remoteJid },
      ]);
      const remoteJid = stored?.remoteJid ?? recipientJid(key.remoteJid);
      const writer = stored?.participant || key.participant;
      const participant = writer === undefined ? undefined : recipientJid(writer);
      return sendMessage(parts, context, {
        operation: "message.sendReaction",
        number: remoteJid,
        messageId,
        content: { kind: "reaction", key: { id, fromMe, remoteJid, participant }, text: reaction },
      });
    },
  };
}

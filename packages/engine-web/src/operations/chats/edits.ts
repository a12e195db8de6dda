import { WaxwingError } from "@waxwing/contract";
import type { ChatManagement } from "@waxwing/core";
import { proto, unixTimestampSeconds } from "@whiskeysockets/baileys";
import type { Acknowledgements } from "../../outbound/delivery/acknowledgements.ts";
import { shownContent } from "../../outbound/shown-content.ts";
import type { WebSessions } from "../../session.ts";
import { editedContent, textContentOf } from "./edited-content.ts";
import { messageInfoOf } from "./message-key.ts";
import { sendChange } from "./send-change.ts";

/** WhatsApp's clients ignore edits of older messages. Source: its help pages. */
const EDITABLE_FOR_SECONDS = 15 * 60;

/** Replaces texts and captions of own messages. */
export function edits(sessions: WebSessions, acknowledgements: Acknowledgements): Pick<ChatManagement, "edit"> {
  return {
    async edit(instance, message, text, signal) {
      const session = sessions.of(instance);
      const { keyId: id, remoteJid, fromMe, timestamp } = message;
      if (!fromMe) throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "Only own messages can be edited.");
      if (unixTimestampSeconds() - timestamp > EDITABLE_FOR_SECONDS) {
        throw new WaxwingError(
          "MESSAGE_NOT_COMPATIBLE",
          "WhatsApp takes edits for 15 minutes after a message was sent.",
        );
      }
      const key = { remoteJid, fromMe, id };
      const known = messageInfoOf(message);
      const info = known ?? proto.WebMessageInfo.fromObject({ key, messageTimestamp: timestamp });
      const before = info.message ?? textContentOf(message);
      const editedMessage = editedContent(before, text);
      const change = {
        key,
        type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
        editedMessage,
        timestampMs: Date.now(),
      };
      const sent = await sendChange(session, { remoteJid, change }, acknowledgements, signal);
      const { messageContextInfo } = before;
      const after = { ...editedMessage, ...(messageContextInfo ? { messageContextInfo } : {}) };
      const engineData = Buffer.from(proto.WebMessageInfo.encode({ ...info, message: after }).finish());
      return { ...sent, content: shownContent(editedMessage).message, engineData };
    },
  };
}

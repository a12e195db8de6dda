import { EditedContent, WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "../../core-parts.ts";
import { recipientJid } from "../../recipients.ts";
import { connectedCapability } from "../connected-engine.ts";
import { findMessage, keyOf } from "../find-messages.ts";
import { resolvedRecipient } from "../resolved-recipient.ts";
import { assertTextLength } from "../text-length.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** Handlers that edit and delete messages for everyone. */
export function editingHandlers(parts: CoreParts): Pick<ChatHandlers, "updateMessage" | "deleteMessageForEveryone"> {
  const { database, engines, inbox } = parts;
  return {
    async updateMessage({ number, text, key }, context) {
      const { instance, signal } = context;
      const chats = connectedCapability(parts, instance, "chats");
      assertTextLength(engines.of(instance.integration), text);
      const recipient = await resolvedRecipient(parts, context, recipientJid(number), number);
      const message = await findMessage(database, instance.id, { ...key, remoteJid: recipient.jid });
      if (!message.fromMe)
        throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "Only messages of this account are edited.");
      if (message.status === "DELETED") throw new WaxwingError("MESSAGE_NOT_COMPATIBLE", "The message was deleted.");
      const edit = await chats.edit(instance, message, text, signal);
      const timestampMs = edit.timestamp * 1000;
      const edited = { key: keyOf(message), type: "MESSAGE_EDIT", timestampMs: String(timestampMs) };
      await inbox.receive(instance.id, {
        messages: [],
        statuses: [],
        edits: [
          {
            keyId: message.keyId,
            remoteJid: message.remoteJid,
            fromMe: true,
            message: edit.content,
            engineData: edit.engineData,
            timestampMs,
          },
        ],
        passing: [{ type: "SEND_MESSAGE_UPDATE", data: { ...edited, editedMessage: edit.content } }],
      });
      return {
        key: { ...keyOf(message), id: edit.messageId },
        message: { protocolMessage: { ...edited, editedMessage: EditedContent.parse(edit.content) } },
        messageTimestamp: String(edit.timestamp),
        status: "PENDING",
      };
    },

    async deleteMessageForEveryone({ key }, { instance, signal }) {
      const chats = connectedCapability(parts, instance, "chats");
      const named = { ...key, remoteJid: recipientJid(key.remoteJid) };
      const message = await findMessage(database, instance.id, named);
      const { keyId, remoteJid, fromMe } = message;
      const participant = message.participant === "" ? undefined : message.participant;
      const deletion = await chats.deleteForEveryone(instance, { id: keyId, remoteJid, fromMe, participant }, signal);
      await inbox.receive(instance.id, {
        messages: [],
        statuses: [],
        deletions: [{ keyId, remoteJid, fromMe, participant }],
      });
      return {
        key: {
          remoteJid,
          fromMe: true,
          id: deletion.messageId,
          ...(message.remoteJidAlt === null ? {} : { remoteJidAlt: message.remoteJidAlt }),
        },
        message: { protocolMessage: { key: keyOf(message), type: "REVOKE" } },
        messageTimestamp: String(deletion.timestamp),
        status: "PENDING",
      };
    },
  };
}

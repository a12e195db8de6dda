import { proto } from "@whiskeysockets/baileys";

const { Type } = proto.Message.ProtocolMessage;
const { Type: PinType } = proto.Message.PinInChatMessage;

/** A reaction; an empty emoji takes it back. */
export function reactionMessage(key: proto.IMessageKey, emoji: string, milliseconds: number): proto.IMessage {
  return { reactionMessage: { key, text: emoji, senderTimestampMs: milliseconds } };
}

/** A new text (or caption) for an earlier message. */
export function editMessage(
  key: proto.IMessageKey,
  original: proto.IMessage,
  text: string,
  milliseconds: number,
): proto.IMessage {
  return {
    protocolMessage: { key, type: Type.MESSAGE_EDIT, editedMessage: edited(original, text), timestampMs: milliseconds },
  };
}

function edited(original: proto.IMessage, text: string): proto.IMessage {
  if (original.imageMessage) return { imageMessage: { ...original.imageMessage, caption: text } };
  if (original.videoMessage) return { videoMessage: { ...original.videoMessage, caption: text } };
  if (original.documentMessage) return { documentMessage: { ...original.documentMessage, caption: text } };
  if (!original.extendedTextMessage) return { conversation: text };
  const { contextInfo } = original.extendedTextMessage;
  return { extendedTextMessage: { text, ...(contextInfo ? { contextInfo } : {}) } };
}

/** Deletes an earlier message for everyone. */
export function deleteMessage(key: proto.IMessageKey): proto.IMessage {
  return { protocolMessage: { key, type: Type.REVOKE } };
}

/** Pins an earlier message for everyone in the chat, or takes it off. */
export function pinMessage(
  key: proto.IMessageKey,
  isPinned: boolean,
  options: { readonly seconds: number; readonly milliseconds: number },
): proto.IMessage {
  return {
    pinInChatMessage: {
      key,
      type: isPinned ? PinType.PIN_FOR_ALL : PinType.UNPIN_FOR_ALL,
      senderTimestampMs: options.milliseconds,
    },
    ...(isPinned ? { messageContextInfo: { messageAddOnDurationInSecs: options.seconds } } : {}),
  };
}

/** From now on messages of the chat disappear after `seconds`; 0 for never. */
export function ephemeralSettingMessage(seconds: number, unixSeconds: number): proto.IMessage {
  return {
    protocolMessage: {
      type: Type.EPHEMERAL_SETTING,
      ephemeralExpiration: seconds,
      ephemeralSettingTimestamp: unixSeconds,
    },
  };
}

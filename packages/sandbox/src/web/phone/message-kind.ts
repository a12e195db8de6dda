import { normalizeMessageContent, proto } from "@whiskeysockets/baileys";
import { type Attributes, element, type Stanza } from "../stanza.ts";

type Content = proto.IMessage;

/** `mediatype` of `<enc>` for each kind of content, as Baileys 7.0.0-rc14 writes it. */
const MEDIA_TYPES: readonly (readonly [keyof Content, (content: Content) => string])[] = [
  ["imageMessage", () => "image"],
  ["videoMessage", ({ videoMessage }) => (videoMessage?.gifPlayback ? "gif" : "video")],
  ["ptvMessage", () => "ptv"],
  ["audioMessage", ({ audioMessage }) => (audioMessage?.ptt ? "ptt" : "audio")],
  ["contactMessage", () => "vcard"],
  ["documentMessage", () => "document"],
  ["contactsArrayMessage", () => "contact_array"],
  ["liveLocationMessage", () => "livelocation"],
  ["locationMessage", () => "location"],
  ["stickerMessage", () => "sticker"],
  ["listMessage", () => "list"],
  ["listResponseMessage", () => "list_response"],
  ["buttonsMessage", () => "button"],
  ["buttonsResponseMessage", () => "buttons_response"],
  ["orderMessage", () => "order"],
  ["productMessage", () => "product"],
  ["interactiveResponseMessage", () => "native_flow_response"],
  ["groupInviteMessage", () => "url"],
];

/** How the outside of a `<message>` tells what is encrypted in it. */
export interface MessageKind {
  /** For `<message>`: `type`, and `edit` where something earlier is changed. */
  readonly attributes: Attributes;
  /** For `<enc>`. */
  readonly encAttributes: Attributes;
  /** Elements beside the encrypted ones. */
  readonly meta: readonly Stanza[];
}

/** The kind of a message from what it contains. */
export function kindOf(message: Content): MessageKind {
  const content = normalizeMessageContent(message) ?? message;
  const isQuiet = Boolean(content.reactionMessage ?? content.pinInChatMessage);
  return {
    attributes: { type: typeOf(content), edit: editOf(message, content) },
    encAttributes: { mediatype: mediaTypeOf(content), "decrypt-fail": isQuiet ? "hide" : undefined },
    meta: metaOf(content),
  };
}

function typeOf(content: Content): string {
  if (content.reactionMessage || content.encReactionMessage) return "reaction";
  if (pollOf(content) || content.pollUpdateMessage) return "poll";
  if (content.eventMessage || content.encEventResponseMessage) return "event";
  return mediaTypeOf(content) === undefined ? "text" : "media";
}

function mediaTypeOf(content: Content): string | undefined {
  return MEDIA_TYPES.find(([field]) => content[field])?.[1](content);
}

/** 1 edit, 2 pin, 7 delete an own message, 8 delete somebody else's as an admin (wire page, section 11). */
function editOf(message: Content, content: Content): string | undefined {
  const { protocolMessage } = content;
  const { Type } = proto.Message.ProtocolMessage;
  if (message.editedMessage || protocolMessage?.type === Type.MESSAGE_EDIT) return "1";
  if (content.pinInChatMessage) return "2";
  // proto3 leaves out a zero, which is what REVOKE is.
  if (protocolMessage && (protocolMessage.type ?? Type.REVOKE) === Type.REVOKE && protocolMessage.key) {
    return protocolMessage.key.fromMe === false ? "8" : "7";
  }
  return undefined;
}

function metaOf(content: Content): Stanza[] {
  if (pollOf(content)) return [element("meta", { polltype: "creation" })];
  if (content.pollUpdateMessage) return [element("meta", { polltype: "vote" })];
  if (content.eventMessage) return [element("meta", { event_type: "creation" })];
  if (content.encEventResponseMessage) return [element("meta", { event_type: "response" })];
  return [];
}

/** The poll in a message, whichever version it has. */
export function pollOf(content: Content): proto.Message.IPollCreationMessage | null {
  return content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3 ?? null;
}

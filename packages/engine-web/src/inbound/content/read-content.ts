import { type JsonValue, MessageContent } from "@waxwing/contract";
import { proto } from "@whiskeysockets/baileys";
import {
  buttonsOf,
  buttonsResponseOf,
  interactiveOf,
  interactiveResponseOf,
  listOf,
  listResponseOf,
  templateButtonReplyOf,
} from "./interactive.ts";
import { audioOf, documentOf, imageOf, stickerOf, videoOf } from "./media.ts";
import { contactOf, contactsOf, groupInviteOf, liveLocationOf, locationOf } from "./places-and-people.ts";
import { pollOf, reactionOf, sealedVoteOf } from "./references.ts";
import { decoratedText } from "./text.ts";
import { unwrap } from "./unwrap.ts";
import { type JidMapping, jsonOf } from "./values.ts";

/** A content in the contract's form. */
export interface ReadContent {
  /** Name of the content's field. */
  readonly messageType: string;
  readonly message: MessageContent;
}

/** The content of a message in the contract's form; undefined when it has none. Never throws. */
export function readContent(message: proto.IMessage, mapping: JidMapping): ReadContent | undefined {
  const { message: inner, field, isViewOnce } = unwrap(message);
  if (field === undefined) return undefined;
  try {
    const content = contentOf(inner, mapping) ?? {};
    const [name] = Object.keys(content);
    if (name !== undefined) {
      const complete = isViewOnce ? { ...content, viewOnce: true } : content;
      // What WhatsApp brings was written by anybody: sizes, texts and JIDs may be beyond what the contract promises.
      if (MessageContent.safeParse(complete).success) return { messageType: name, message: complete };
    }
    const raw = { raw: rawOf(inner) };
    return { messageType: field, message: isViewOnce ? { ...raw, viewOnce: true } : raw };
  } catch {
    return unreadable;
  }
}

/** What stands for a message that cannot be read. */
export const unreadable: ReadContent = { messageType: "unknown", message: { raw: null } };

/** The documented fields. Undefined when the content has none, or lacks what its field needs. */
function contentOf(message: proto.IMessage, mapping: JidMapping): MessageContent | undefined {
  return textOrMedia(message) ?? placeOrPerson(message, mapping) ?? pollOrReaction(message, mapping) ?? choice(message);
}

function textOrMedia(message: proto.IMessage): MessageContent | undefined {
  if (typeof message.conversation === "string") return { conversation: message.conversation };
  if (message.extendedTextMessage) {
    const text = decoratedText(message.extendedTextMessage);
    // Text is always found in the same place; previews and colours are kept beside.
    const conversation = message.extendedTextMessage.text ?? "";
    return text === undefined ? { conversation } : { conversation, extendedTextMessage: text };
  }
  if (message.imageMessage) return { imageMessage: imageOf(message.imageMessage) };
  if (message.videoMessage) return { videoMessage: videoOf(message.videoMessage) };
  if (message.ptvMessage) return { ptvMessage: videoOf(message.ptvMessage) };
  if (message.audioMessage) return { audioMessage: audioOf(message.audioMessage) };
  if (message.documentMessage) return { documentMessage: documentOf(message.documentMessage) };
  if (message.stickerMessage) return { stickerMessage: stickerOf(message.stickerMessage) };
  return undefined;
}

function placeOrPerson(message: proto.IMessage, mapping: JidMapping): MessageContent | undefined {
  if (message.locationMessage) return { locationMessage: locationOf(message.locationMessage) };
  if (message.liveLocationMessage) return { liveLocationMessage: liveLocationOf(message.liveLocationMessage) };
  if (message.contactMessage) return { contactMessage: contactOf(message.contactMessage) };
  if (message.contactsArrayMessage) return { contactsArrayMessage: contactsOf(message.contactsArrayMessage) };
  if (message.groupInviteMessage) return { groupInviteMessage: groupInviteOf(message.groupInviteMessage, mapping) };
  return undefined;
}

function pollOrReaction(message: proto.IMessage, mapping: JidMapping): MessageContent | undefined {
  if (message.reactionMessage) {
    const reactionMessage = reactionOf(message.reactionMessage, mapping);
    return reactionMessage === undefined ? undefined : { reactionMessage };
  }
  if (message.pollUpdateMessage) {
    const pollUpdateMessage = sealedVoteOf(message.pollUpdateMessage, mapping);
    return pollUpdateMessage === undefined ? undefined : { pollUpdateMessage };
  }
  if (message.pollCreationMessageV3) return { pollCreationMessageV3: pollOf(message.pollCreationMessageV3) };
  // Versions 2 and 5 look the same; version 4 is a wrapper.
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV2 ?? message.pollCreationMessageV5;
  return poll ? { pollCreationMessage: pollOf(poll) } : undefined;
}

function choice(message: proto.IMessage): MessageContent | undefined {
  if (message.listMessage) return { listMessage: listOf(message.listMessage) };
  if (message.listResponseMessage) return { listResponseMessage: listResponseOf(message.listResponseMessage) };
  if (message.buttonsMessage) return { buttonsMessage: buttonsOf(message.buttonsMessage) };
  if (message.buttonsResponseMessage) {
    return { buttonsResponseMessage: buttonsResponseOf(message.buttonsResponseMessage) };
  }
  if (message.templateButtonReplyMessage) {
    return { templateButtonReplyMessage: templateButtonReplyOf(message.templateButtonReplyMessage) };
  }
  if (message.interactiveMessage) {
    const interactiveMessage = interactiveOf(message.interactiveMessage);
    return interactiveMessage === undefined ? undefined : { interactiveMessage };
  }
  if (message.interactiveResponseMessage) {
    return { interactiveResponseMessage: interactiveResponseOf(message.interactiveResponseMessage) };
  }
  return undefined;
}

/** The message as WhatsApp gave it, without its secrets: bytes as base64, long integers as decimal texts. */
function rawOf(message: proto.IMessage): JsonValue {
  const { messageContextInfo: _, senderKeyDistributionMessage: __, ...shown } = message;
  return jsonOf(proto.Message.fromObject(shown).toJSON());
}

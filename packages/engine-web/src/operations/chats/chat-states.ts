import type { ChatAnchor, ChatManagement, EngineInstance } from "@waxwing/core";
import { type ChatModification, isJidGroup } from "@whiskeysockets/baileys";
import type { WebSessions } from "../../session.ts";
import { request } from "../request.ts";
import { messageKeyOf } from "./message-key.ts";

type LastMessages = Extract<ChatModification, { archive: boolean }>["lastMessages"];

/** States of chats, which WhatsApp keeps in the account's app state, shared by all its devices. */
export function chatStates(sessions: WebSessions): Pick<ChatManagement, "archive" | "markUnread" | "mute" | "pin"> {
  const modify = async (
    instance: EngineInstance,
    chat: ChatAnchor,
    modification: ChatModification,
    signal: AbortSignal,
  ): Promise<void> => {
    await request(sessions.of(instance), { signal }, (socket) => socket.chatModify(modification, addressOf(chat)));
  };
  return {
    archive: (instance, chat, archive, signal) =>
      modify(instance, chat, { archive, lastMessages: rangeOf(chat) }, signal),
    markUnread: (instance, chat, signal) =>
      modify(instance, chat, { markRead: false, lastMessages: rangeOf(chat) }, signal),
    mute: (instance, chat, until, signal) => modify(instance, chat, { mute: until }, signal),
    pin: (instance, chat, pin, signal) => modify(instance, chat, { pin }, signal),
  };
}

/** The chat as its last message named it: WhatsApp moves chats from phone numbers to LIDs one by one. */
function addressOf({ remoteJid, lastMessages: [last] }: ChatAnchor): string {
  return last === undefined ? remoteJid : messageKeyOf(last).remoteJid;
}

/** Up to where the chat was seen, newest first. A chat without messages has no range, and that is taken as well. */
function rangeOf({ lastMessages }: ChatAnchor): LastMessages {
  return (
    lastMessages
      // A range must name its messages' times, and in groups their authors.
      .filter(({ timestamp }) => timestamp > 0)
      .filter(({ fromMe, participant, remoteJid }) => fromMe || participant !== "" || !isJidGroup(remoteJid))
      .map((message) => ({ key: messageKeyOf(message), messageTimestamp: message.timestamp }))
  );
}

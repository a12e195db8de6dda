import type { proto } from "@whiskeysockets/baileys";
import type { CollectionName } from "./collections.ts";

/** One change of an account's app state, as its user makes it on the phone. */
export interface AppStateAction {
  readonly collection: CollectionName;
  readonly index: readonly string[];
  /** Version of this kind of action, as clients write it. */
  readonly version: number;
  readonly value: proto.ISyncActionValue;
  /** `remove` takes the record under the index away. */
  readonly operation: "set" | "remove";
}

/** Up to where the user had seen a chat. */
export type MessageRange = proto.SyncActionValue.ISyncActionMessageRange;

/** Which message of a chat is meant. */
export interface MessageReference {
  readonly chat: string;
  readonly id: string;
  readonly isFromMe: boolean;
  /** JID of the author of somebody else's message in a group. */
  readonly participant?: string;
}

/** @param range Makes clients with `unarchiveChats` on ignore the change when the chat has newer messages. */
export function archiveChat(chat: string, isArchived: boolean, range?: MessageRange): AppStateAction {
  const value = { archiveChatAction: { archived: isArchived, ...rangeOf(range) } };
  return set("regular_low", ["archive", chat], 3, value);
}

/** @param until Unix milliseconds, -1 for always, null to end it. */
export function muteChat(chat: string, until: number | null): AppStateAction {
  const muteAction = until === null ? { muted: false } : { muted: true, muteEndTimestamp: until };
  return set("regular_high", ["mute", chat], 2, { muteAction });
}

export function pinChat(chat: string, isPinned: boolean): AppStateAction {
  return set("regular_low", ["pin_v1", chat], 5, { pinAction: { pinned: isPinned } });
}

/** Marks a chat as read or as unread, without receipts to others. */
export function markChatRead(chat: string, isRead: boolean, range?: MessageRange): AppStateAction {
  return set("regular_low", ["markChatAsRead", chat], 3, {
    markChatAsReadAction: { read: isRead, ...rangeOf(range) },
  });
}

export function clearChat(chat: string, range?: MessageRange): AppStateAction {
  return set("regular_high", ["clearChat", chat, "1", "0"], 6, { clearChatAction: { ...rangeOf(range) } });
}

export function deleteChat(chat: string, range?: MessageRange): AppStateAction {
  return set("regular_high", ["deleteChat", chat, "1"], 6, { deleteChatAction: { ...rangeOf(range) } });
}

export function lockChat(chat: string, isLocked: boolean): AppStateAction {
  return set("regular_low", ["lock", chat], 7, { lockChatAction: { locked: isLocked } });
}

export function starMessage(message: MessageReference, isStarred: boolean): AppStateAction {
  return set("regular_low", ["star", ...messageIndex(message)], 2, { starAction: { starred: isStarred } });
}

/** @param sentAt Unix seconds of the message. */
export function deleteMessageForMe(message: MessageReference, sentAt: number, deleteMedia = false): AppStateAction {
  return set("regular_high", ["deleteMessageForMe", ...messageIndex(message)], 3, {
    deleteMessageForMeAction: { deleteMedia, messageTimestamp: sentAt },
  });
}

/** Saves a contact in the phone's address book, or renames it. */
export function saveContact(
  jid: string,
  contact: { fullName: string; firstName?: string; lidJid?: string },
): AppStateAction {
  return set("critical_unblock_low", ["contact", jid], 2, { contactAction: contact });
}

export function removeContact(jid: string): AppStateAction {
  return { ...set("critical_unblock_low", ["contact", jid], 2, { contactAction: {} }), operation: "remove" };
}

/** The account's own push name, as its companions learn it. */
export function pushName(name: string): AppStateAction {
  return set("critical_block", ["setting_pushName"], 1, { pushNameSetting: { name } });
}

/** Makes or changes a label. `color` is a number from 0 to 19. */
export function editLabel(id: string, label: { name: string; color: number; predefinedId?: number }): AppStateAction {
  return set("regular", ["label_edit", id], 3, { labelEditAction: { ...label, deleted: false } });
}

export function deleteLabel(id: string): AppStateAction {
  return set("regular", ["label_edit", id], 3, { labelEditAction: { deleted: true } });
}

export function labelChat(label: string, chat: string, isLabeled: boolean): AppStateAction {
  return set("regular", ["label_jid", label, chat], 3, { labelAssociationAction: { labeled: isLabeled } });
}

export function labelMessage(label: string, chat: string, messageId: string, isLabeled: boolean): AppStateAction {
  const index = ["label_message", label, chat, messageId, "0", "0"];
  return set("regular", index, 3, { labelAssociationAction: { labeled: isLabeled } });
}

/** Makes or changes a quick reply of a business account. */
export function saveQuickReply(id: string, reply: { shortcut: string; message: string }): AppStateAction {
  const quickReplyAction = { ...reply, keywords: [], count: 0, deleted: false };
  return set("regular", ["quick_reply", id], 2, { quickReplyAction });
}

export function deleteQuickReply(id: string): AppStateAction {
  const quickReplyAction = { shortcut: "", message: "", keywords: [], count: 0, deleted: true };
  return set("regular", ["quick_reply", id], 2, { quickReplyAction });
}

/** Whether archived chats come back when a message arrives. */
export function unarchiveChatsSetting(isOn: boolean): AppStateAction {
  return set("regular_low", ["setting_unarchiveChats"], 4, { unarchiveChatsSetting: { unarchiveChats: isOn } });
}

/** @param locale For example `pt_BR`. */
export function localeSetting(locale: string): AppStateAction {
  return set("critical_block", ["setting_locale"], 3, { localeSetting: { locale } });
}

export function timeFormatSetting(is24Hour: boolean): AppStateAction {
  const timeFormatAction = { isTwentyFourHourFormatEnabled: is24Hour };
  return set("regular_low", ["time_format"], 7, { timeFormatAction });
}

export function linkPreviewSetting(isDisabled: boolean): AppStateAction {
  const privacySettingDisableLinkPreviewsAction = { isPreviewsDisabled: isDisabled };
  return set("regular", ["setting_disableLinkPreviews"], 8, { privacySettingDisableLinkPreviewsAction });
}

/** Tells which phone number belongs to the LID of a chat. */
export function phoneForLidChat(lid: string, phone: string): AppStateAction {
  return set("regular", ["pnForLidChat", lid], 8, { pnForLidChatAction: { pnJid: phone } });
}

function set(
  collection: CollectionName,
  index: readonly string[],
  version: number,
  value: proto.ISyncActionValue,
): AppStateAction {
  return { collection, index, version, value, operation: "set" };
}

function messageIndex({ chat, id, isFromMe, participant }: MessageReference): string[] {
  return [chat, id, isFromMe ? "1" : "0", participant ?? "0"];
}

function rangeOf(range: MessageRange | undefined): { messageRange?: MessageRange } {
  return range === undefined ? {} : { messageRange: range };
}

import { proto, toNumber } from "@whiskeysockets/baileys";
import type { AppStateRecord } from "./ledger.ts";

/** What app state says about one chat. What nobody ever set is absent. */
export interface ChatView {
  isArchived?: boolean;
  /** Unix milliseconds, -1 for always; null when a mute was ended. */
  mutedUntil?: number | null;
  /** Unix milliseconds of the pinning; null when it was ended. */
  pinnedAt?: number | null;
  /** True for a chat that was marked as unread, false for one that was marked as read. */
  isMarkedUnread?: boolean;
  isLocked?: boolean;
  /** Unix milliseconds. */
  clearedAt?: number;
  /** Unix milliseconds. */
  deletedAt?: number;
  /** Ids of its labels. */
  labels: string[];
}

export interface MessageView {
  readonly chat: string;
  readonly id: string;
  readonly isFromMe: boolean;
}

export interface LabelView {
  name: string;
  color: number;
  predefinedId?: number;
}

/** An account's app state in plain words: what the phone shows to its user. Keys of chats and contacts are JIDs. */
export interface AppStateView {
  /** Null when the account has never written one. */
  pushName: string | null;
  chats: Record<string, ChatView>;
  contacts: Record<string, { fullName: string; firstName?: string; lidJid?: string }>;
  starred: MessageView[];
  deletedForMe: MessageView[];
  /** Labels by id, without the deleted ones. */
  labels: Record<string, LabelView>;
  labeledMessages: { chat: string; id: string; label: string }[];
  /** Quick replies by id, without the deleted ones. */
  quickReplies: Record<string, { shortcut: string; message: string }>;
  settings: { unarchiveChats?: boolean; locale?: string; is24Hour?: boolean; isLinkPreviewDisabled?: boolean };
  /** Records of kinds that have no name above: their index and value, as JSON. */
  others: { index: readonly string[]; value: Record<string, unknown> }[];
}

/** Reads records, of whatever collections, in plain words. */
export function viewOf(records: Iterable<AppStateRecord>): AppStateView {
  const view: AppStateView = {
    pushName: null,
    // Keys come from clients: without a prototype, none of them means anything else.
    chats: Object.create(null),
    contacts: Object.create(null),
    starred: [],
    deletedForMe: [],
    labels: Object.create(null),
    labeledMessages: [],
    quickReplies: Object.create(null),
    settings: {},
    others: [],
  };
  for (const { index, data } of records) {
    const value = proto.SyncActionData.decode(data).value;
    if (value === null || value === undefined) continue;
    const isKnown = readChat(view, index, value) || readMessage(view, index, value) || readRest(view, index, value);
    if (!isKnown)
      view.others.push({ index, value: proto.SyncActionValue.toObject(asMessage(value), { longs: Number }) });
  }
  return view;
}

/** Whether clients tie the change of a record, in their first sync, to the chat being in their history. */
export function isTiedToChat(record: AppStateRecord): boolean {
  return ["archive", "mute", "pin_v1", "markChatAsRead"].includes(record.index[0] ?? "");
}

function readChat(view: AppStateView, index: readonly string[], value: proto.ISyncActionValue): boolean {
  const at = toNumber(value.timestamp);
  const id = index[1] ?? "";
  const chat = (): ChatView => chatOf(view, id);
  if (value.archiveChatAction) chat().isArchived = value.archiveChatAction.archived === true;
  else if (value.muteAction) {
    chat().mutedUntil = value.muteAction.muted === true ? toNumber(value.muteAction.muteEndTimestamp) : null;
  } else if (value.pinAction) chat().pinnedAt = value.pinAction.pinned === true ? at : null;
  else if (value.markChatAsReadAction) chat().isMarkedUnread = value.markChatAsReadAction.read !== true;
  else if (value.lockChatAction) chat().isLocked = value.lockChatAction.locked === true;
  else if (value.clearChatAction) chat().clearedAt = at;
  else if (value.deleteChatAction) chat().deletedAt = at;
  else return false;
  return true;
}

function chatOf(view: AppStateView, jid: string): ChatView {
  const chat = view.chats[jid] ?? { labels: [] };
  view.chats[jid] = chat;
  return chat;
}

function readMessage(view: AppStateView, index: readonly string[], value: proto.ISyncActionValue): boolean {
  const [kind, chat = "", id = "", fromMe] = index;
  const message: MessageView = { chat, id, isFromMe: fromMe === "1" };
  if (value.starAction) {
    if (value.starAction.starred === true) view.starred.push(message);
  } else if (value.deleteMessageForMeAction) view.deletedForMe.push(message);
  else if (value.labelAssociationAction) {
    const [, label = "", labeled = "", messageId = ""] = index;
    if (value.labelAssociationAction.labeled !== true) return true;
    if (kind === "label_message") view.labeledMessages.push({ chat: labeled, id: messageId, label });
    else chatOf(view, labeled).labels.push(label);
  } else return false;
  return true;
}

function readRest(view: AppStateView, index: readonly string[], value: proto.ISyncActionValue): boolean {
  const id = index[1] ?? "";
  if (value.contactAction) {
    const { fullName, firstName, lidJid } = value.contactAction;
    view.contacts[id] = {
      fullName: fullName ?? "",
      ...(firstName ? { firstName } : {}),
      ...(lidJid ? { lidJid } : {}),
    };
  } else if (value.pushNameSetting) view.pushName = value.pushNameSetting.name ?? "";
  else if (value.labelEditAction) {
    const { name, color, predefinedId, deleted } = value.labelEditAction;
    if (deleted !== true) {
      view.labels[id] = { name: name ?? "", color: color ?? 0, ...(predefinedId ? { predefinedId } : {}) };
    }
  } else if (value.quickReplyAction) {
    const { shortcut, message, deleted } = value.quickReplyAction;
    if (deleted !== true) view.quickReplies[id] = { shortcut: shortcut ?? "", message: message ?? "" };
  } else if (value.unarchiveChatsSetting) {
    view.settings.unarchiveChats = value.unarchiveChatsSetting.unarchiveChats === true;
  } else if (value.localeSetting) view.settings.locale = value.localeSetting.locale ?? "";
  else if (value.timeFormatAction) {
    view.settings.is24Hour = value.timeFormatAction.isTwentyFourHourFormatEnabled === true;
  } else if (value.privacySettingDisableLinkPreviewsAction) {
    view.settings.isLinkPreviewDisabled = value.privacySettingDisableLinkPreviewsAction.isPreviewsDisabled === true;
  } else return false;
  return true;
}

function asMessage(value: proto.ISyncActionValue): proto.SyncActionValue {
  return proto.SyncActionValue.fromObject(value);
}

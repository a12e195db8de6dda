import { proto } from "@whiskeysockets/baileys";
import { lidJid } from "../address.ts";
import type { ChatView } from "../app-state/view.ts";
import { writeJid } from "../jid.ts";
import type { World } from "../world.ts";
import type { PhoneChat, PhoneMessage } from "./archive.ts";
import type { Recollection } from "./recollection.ts";

const TRANSFER = proto.Conversation.EndOfHistoryTransferType;

/** How much of a chat goes into a chunk. */
export interface Selection {
  readonly chat: PhoneChat;
  /** Oldest first. */
  readonly messages: readonly PhoneMessage[];
  /** Whether the phone has older ones. */
  readonly hasMore: boolean;
}

/** A chat as history has it, with the selected messages. */
export function conversation(world: World, memory: Recollection, selection: Selection): proto.IConversation {
  const { chat, messages, hasMore } = selection;
  const person = world.directory.byJid(chat.jid);
  const group = world.groups.get(chat.jid);
  const newest = memory.messages(chat.jid).at(-1)?.at;
  const name = chat.name ?? memory.view.contacts[chat.jid]?.fullName ?? group?.subject;
  const end = hasMore
    ? TRANSFER.COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY
    : TRANSFER.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY;
  return {
    id: chat.jid,
    // Clients expect the newest first.
    messages: messages.toReversed().map(({ info }) => ({ message: proto.WebMessageInfo.decode(info) })),
    unreadCount: chat.unreadCount,
    endOfHistoryTransfer: !hasMore,
    endOfHistoryTransferType: end,
    ...(name === undefined ? {} : { name }),
    ...(newest === undefined ? {} : { conversationTimestamp: newest, lastMsgTimestamp: newest }),
    ...(chat.ephemeralSeconds === 0 ? {} : { ephemeralExpiration: chat.ephemeralSeconds }),
    ...(person === undefined ? {} : { lidJid: lidJid(person) }),
    ...(group === undefined ? {} : { participant: group.participants.map(participantOf), createdAt: group.createdAt }),
    ...stateOf(memory.view.chats[chat.jid]),
  };
}

function stateOf(state: ChatView | undefined): proto.IConversation {
  return {
    ...(state?.isArchived === undefined ? {} : { archived: state.isArchived }),
    ...(state?.isMarkedUnread === undefined ? {} : { markedAsUnread: state.isMarkedUnread }),
    ...(state?.isLocked === undefined ? {} : { locked: state.isLocked }),
    ...(typeof state?.pinnedAt === "number" ? { pinned: Math.floor(state.pinnedAt / 1000) } : {}),
    // "For ever" is -1 in app state, which this field cannot hold.
    ...(typeof state?.mutedUntil === "number" && state.mutedUntil >= 0 ? { muteEndTime: state.mutedUntil } : {}),
  };
}

function participantOf({ lid, role }: { lid: string; role: string }): proto.IGroupParticipant {
  const { ADMIN, REGULAR, SUPERADMIN } = proto.GroupParticipant.Rank;
  const rank = role === "superadmin" ? SUPERADMIN : role === "admin" ? ADMIN : REGULAR;
  return { userJid: writeJid(lid, "lid"), rank };
}

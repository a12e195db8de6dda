import { WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "../../core-parts.ts";
import type { ChatAnchor, ChatManagement } from "../../engine.ts";
import type { InboundChat } from "../../inbox.ts";
import type { OperationContext } from "../../operation-context.ts";
import { recipientJid } from "../../recipients.ts";
import { storedAddress } from "../../store/stored-address.ts";
import { connectedCapability } from "../connected-engine.ts";
import { findMessages } from "../find-messages.ts";
import { resolvedRecipient } from "../resolved-recipient.ts";
import { muteEndMs } from "./chat-flags.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** How callers name a chat: by its address, or by its last message. */
interface NamedChat {
  readonly chat?: string | undefined;
  readonly lastMessage?:
    | { readonly key: { readonly id: string; readonly remoteJid: string; readonly fromMe: boolean } }
    | undefined;
}

/** WhatsApp wants some of the last messages, to know what a change is about. */
const anchorMessages = 5;

/** Handlers that change how the account sees a chat, on all of its devices. */
export function chatStateHandlers(
  parts: CoreParts,
): Pick<ChatHandlers, "archiveChat" | "markChatUnread" | "muteChat" | "pinChat"> {
  const { inbox } = parts;

  /** Lets WhatsApp change a chat and stores what it has taken. Answers the chat's address. */
  const change = async (
    named: NamedChat,
    context: OperationContext,
    ask: (chats: ChatManagement, anchor: ChatAnchor) => Promise<void>,
    after: (before: StoredChat) => Omit<InboundChat, "remoteJid">,
  ): Promise<string> => {
    const { instance } = context;
    const chats = connectedCapability(parts, instance, "chats");
    const chat = await findChat(parts, context, named);
    await ask(chats, await anchorOf(parts, instance.id, chat.remoteJid, named));
    await inbox.receive(instance.id, {
      messages: [],
      statuses: [],
      chats: [{ remoteJid: chat.remoteJid, ...after(chat) }],
    });
    return chat.remoteJid;
  };

  return {
    async archiveChat({ archive, ...named }, context) {
      const { instance, signal } = context;
      const chatId = await change(
        named,
        context,
        (chats, anchor) => chats.archive(instance, anchor, archive, signal),
        () => ({ archived: archive }),
      );
      return { chatId, archived: archive };
    },

    async markChatUnread(named, context) {
      const { instance, signal } = context;
      const chatId = await change(
        named,
        context,
        (chats, anchor) => chats.markUnread(instance, anchor, signal),
        ({ unreadMessages }) => ({ unreadMessages: Math.max(unreadMessages, 1) }),
      );
      return { chatId, markedChatUnread: true };
    },

    async muteChat({ chat, muteUntil }, context) {
      const { instance, signal } = context;
      const until = muteEndMs(muteUntil);
      const chatId = await change(
        { chat },
        context,
        (chats, anchor) => chats.mute(instance, anchor, until, signal),
        () => ({ muteEndTime: until }),
      );
      return { chatId, muteEndTime: muteUntil };
    },

    async pinChat({ chat, pin }, context) {
      const { instance, signal } = context;
      const chatId = await change(
        { chat },
        context,
        (chats, anchor) => chats.pin(instance, anchor, pin, signal),
        () => ({ pinned: pin }),
      );
      return { chatId, pinned: pin };
    },
  };
}

interface StoredChat {
  readonly remoteJid: string;
  readonly unreadMessages: number;
}

/** Finds a chat by what the caller wrote, and where that does not help, by what WhatsApp makes of it. */
async function findChat(parts: CoreParts, context: OperationContext, named: NamedChat): Promise<StoredChat> {
  const number = named.chat ?? named.lastMessage?.key.remoteJid ?? "";
  const jid = recipientJid(number);
  const known = await storedChat(parts, context.instance.id, jid);
  if (known !== undefined) return known;
  const recipient = await resolvedRecipient(parts, context, jid, number);
  const found = await storedChat(parts, context.instance.id, recipient.jid);
  if (found === undefined) throw new WaxwingError("CHAT_NOT_FOUND");
  return found;
}

async function storedChat({ database }: CoreParts, instanceId: string, jid: string): Promise<StoredChat | undefined> {
  const remoteJid = await storedAddress(database, instanceId, jid);
  const chat = await database.prisma.chat.findUnique({
    where: { instanceId_remoteJid: { instanceId, remoteJid } },
    select: { remoteJid: true, unreadMessages: true },
  });
  return chat ?? undefined;
}

/** The newest messages of a chat; the one that the caller gave comes first, where it is stored and of this chat. */
async function anchorOf(
  { database, messages }: CoreParts,
  instanceId: string,
  remoteJid: string,
  { lastMessage }: NamedChat,
): Promise<ChatAnchor> {
  const newest = await messages.newest(instanceId, remoteJid, anchorMessages);
  if (lastMessage === undefined) return { remoteJid, lastMessages: newest };
  const { id, fromMe, remoteJid: chat } = lastMessage.key;
  const [given] = await findMessages(database, instanceId, [{ id, fromMe, remoteJid: chat }]);
  if (given === undefined || given.remoteJid !== remoteJid) return { remoteJid, lastMessages: newest };
  return { remoteJid, lastMessages: [given, ...newest.filter(({ keyId }) => keyId !== given.keyId)] };
}

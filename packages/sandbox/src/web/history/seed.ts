import type { proto } from "@whiskeysockets/baileys";
import { lidJid, phoneJid } from "../address.ts";
import { type AppStateAction, archiveChat, muteChat, pinChat, saveContact } from "../app-state/actions.ts";
import { isGroupJid, parseJid } from "../jid.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import { type Archive, phoneMessage } from "./archive.ts";

/** A message that a phone has before a device is linked. */
export interface PastMessage {
  /** Made up when absent. */
  readonly id?: string;
  /** Whether the account itself wrote it. */
  readonly isFromMe?: boolean;
  /** Phone number or JID of its author; needed for the messages of others in a group. */
  readonly author?: string;
  readonly text?: string;
  /** Any content, instead of a text. */
  readonly message?: proto.IMessage;
  /** Unix seconds; a minute after the one before it when absent, the last one now. */
  readonly at?: number;
}

/** A chat that a phone has before a device is linked. */
export interface PastChat {
  /** Phone number or JID of a person, or JID of a group. A person who is not on WhatsApp yet gets an account. */
  readonly chat: string;
  /** A person's name is saved as a contact too. */
  readonly name?: string;
  readonly unreadCount?: number;
  readonly ephemeralSeconds?: number;
  readonly isArchived?: boolean;
  readonly isPinned?: boolean;
  /** Unix milliseconds, -1 for always. */
  readonly mutedUntil?: number;
  /** Oldest first. */
  readonly messages?: readonly PastMessage[];
}

/**
 * Reads a chat, and gives what puts it into a phone's archive and app state: in two steps, so that one that is refused
 * leaves nothing behind. Raises an Error for a text that is neither number nor JID of a person or group.
 */
export function readPastChat(world: World, archive: Archive, account: Account, past: PastChat): () => void {
  const person = isGroupJid(past.chat) ? undefined : personOf(world, past.chat);
  const chat = person === undefined ? past.chat : phoneJid(person);
  const { name, unreadCount, ephemeralSeconds, messages: given = [] } = past;
  const messages = given.map((message, position) => {
    const at = message.at ?? world.clock.seconds() - (given.length - 1 - position) * 60;
    return phoneMessage(messageInfo(world, account, chat, message, at));
  });
  return () => {
    archive.putChat(account, chat, {
      ...(name === undefined ? {} : { name }),
      ...(unreadCount === undefined ? {} : { unreadCount }),
      ...(ephemeralSeconds === undefined ? {} : { ephemeralSeconds }),
    });
    for (const message of messages) archive.putMessage(account, message);
    world.appState.mutate(account, ...actionsOf(past, chat, person));
  };
}

function messageInfo(
  world: World,
  account: Account,
  chat: string,
  past: PastMessage,
  at: number,
): proto.IWebMessageInfo {
  const isFromMe = past.isFromMe ?? false;
  if (isGroupJid(chat) && !isFromMe && past.author === undefined) {
    throw new Error("a message of somebody else in a group needs its author");
  }
  const author = past.author === undefined ? world.directory.byJid(chat) : personOf(world, past.author);
  const participant = isGroupJid(chat) && !isFromMe && author !== undefined ? phoneJid(author) : null;
  const id = past.id ?? world.random.hex(`history ${account.lid}`, 32);
  return {
    key: { remoteJid: chat, fromMe: isFromMe, id, ...(participant === null ? {} : { participant }) },
    message: past.message ?? { conversation: past.text ?? "" },
    messageTimestamp: at,
    ...(participant === null ? {} : { participant }),
    ...(isFromMe || author === undefined ? {} : { pushName: author.name }),
  };
}

function actionsOf(past: PastChat, chat: string, person: Account | undefined): AppStateAction[] {
  const actions: AppStateAction[] = [];
  if (person !== undefined && past.name !== undefined) {
    actions.push(saveContact(chat, { fullName: past.name, lidJid: lidJid(person) }));
  }
  if (past.isArchived !== undefined) actions.push(archiveChat(chat, past.isArchived));
  if (past.isPinned !== undefined) actions.push(pinChat(chat, past.isPinned));
  if (past.mutedUntil !== undefined) actions.push(muteChat(chat, past.mutedUntil));
  return actions;
}

/** The owner of a number or JID. Raises an Error for the LID of nobody, and for what is no person's JID. */
function personOf(world: World, text: string): Account {
  const jid = parseJid(text);
  if (jid === null) return world.directory.account(text);
  const known = world.directory.byJid(text);
  if (known !== undefined) return known;
  if (jid.server !== "s.whatsapp.net") throw new Error(`nobody on WhatsApp has the JID ${text}`);
  return world.directory.account(jid.user);
}

import type { ChatModification } from "@whiskeysockets/baileys";
import type { TestClient } from "../../../testing/baileys-client.ts";
import { childOf, childrenOf } from "../../stanza.ts";
import type { CollectionName } from "../collections.ts";
import type { AppStateView } from "../view.ts";
import { viewOfClient } from "./client-view.ts";

/** The chat that all of this is about. Its one message has the id M1. */
export const BEA = "15550001111@s.whatsapp.net";
/** Up to where the user has seen the chat. */
export const lastMessages = [
  { key: { remoteJid: BEA, id: "M1", fromMe: false }, messageTimestamp: Math.floor(Date.now() / 1000) },
];
export const MUTED_UNTIL = Date.now() + 3_600_000;

/** What the user does on one client; what the phone shows then; what the other client hears. */
export interface Modification {
  readonly modification: ChatModification;
  readonly shows: (view: AppStateView) => boolean;
  readonly heard: (client: TestClient) => unknown;
}

/** What the client's application knows of the chat with Bea. */
export const chatOf = (client: TestClient) => viewOfClient(client).chats.get(BEA);
const event = (client: TestClient, name: string, accepts: (data: never) => boolean) =>
  client.events.some((each) => each.name === name && accepts(each.data as never));

/** One of each kind that Baileys can make. */
export const MODIFICATIONS: Record<string, Modification> = {
  archive: {
    modification: { archive: true, lastMessages },
    shows: ({ chats }) => chats[BEA]?.isArchived === true,
    heard: (client) => chatOf(client)?.archived === true,
  },
  mute: {
    modification: { mute: MUTED_UNTIL },
    shows: ({ chats }) => chats[BEA]?.mutedUntil === MUTED_UNTIL,
    heard: (client) => chatOf(client)?.muteEndTime === MUTED_UNTIL,
  },
  pin: {
    modification: { pin: true },
    shows: ({ chats }) => typeof chats[BEA]?.pinnedAt === "number",
    heard: (client) => chatOf(client)?.pinned,
  },
  "mark as unread": {
    modification: { markRead: false, lastMessages },
    shows: ({ chats }) => chats[BEA]?.isMarkedUnread === true,
    heard: (client) => chatOf(client)?.unreadCount === -1,
  },
  star: {
    modification: { star: { messages: [{ id: "M1", fromMe: false }], star: true } },
    shows: ({ starred }) => starred.some(({ id }) => id === "M1"),
    heard: (client) =>
      event(client, "messages.update", (updates: { key: { id: string }; update: { starred?: boolean } }[]) =>
        updates.some(({ key, update }) => key.id === "M1" && update.starred === true),
      ),
  },
  "delete for me": {
    modification: {
      deleteForMe: { deleteMedia: false, key: { remoteJid: BEA, id: "M1", fromMe: false }, timestamp: 1_700_000_000 },
    },
    shows: ({ deletedForMe }) => deletedForMe.some(({ id, chat }) => id === "M1" && chat === BEA),
    heard: (client) =>
      event(client, "messages.delete", ({ keys }: { keys: { id: string }[] }) => keys.some(({ id }) => id === "M1")),
  },
  clear: {
    modification: { clear: true, lastMessages },
    shows: ({ chats }) => typeof chats[BEA]?.clearedAt === "number",
    // Baileys reads the patch and makes no event of it: it is there when its version is.
    heard: (client) => knownVersion(client, "regular_high"),
  },
  delete: {
    modification: { delete: true, lastMessages },
    shows: ({ chats }) => typeof chats[BEA]?.deletedAt === "number",
    heard: (client) => viewOfClient(client).deletedChats.includes(BEA),
  },
  contact: {
    modification: { contact: { fullName: "Bea Souza", firstName: "Bea" } },
    shows: ({ contacts }) => contacts[BEA]?.fullName === "Bea Souza",
    heard: (client) => viewOfClient(client).contacts.get(BEA)?.name === "Bea Souza",
  },
  label: {
    modification: { addLabel: { id: "7", name: "customer", color: 3 } },
    shows: ({ labels }) => labels["7"]?.name === "customer",
    heard: (client) =>
      event(client, "labels.edit", ({ id, name }: { id: string; name: string }) => id === "7" && name === "customer"),
  },
  "label of a chat": {
    modification: { addChatLabel: { labelId: "7" } },
    shows: ({ chats }) => chats[BEA]?.labels.includes("7") === true,
    heard: (client) =>
      event(
        client,
        "labels.association",
        ({ type, association }: { type: string; association: { chatId: string; labelId: string } }) =>
          type === "add" && association.chatId === BEA && association.labelId === "7",
      ),
  },
  "label of a message": {
    modification: { addMessageLabel: { labelId: "7", messageId: "M1" } },
    shows: ({ labeledMessages }) => labeledMessages.some(({ id, label }) => id === "M1" && label === "7"),
    heard: (client) =>
      event(
        client,
        "labels.association",
        ({ association }: { association: { messageId?: string } }) => association.messageId === "M1",
      ),
  },
  "quick reply": {
    modification: { quickReply: { timestamp: "1700000000", shortcut: "/hi", message: "Hello!" } } as ChatModification,
    shows: ({ quickReplies }) => quickReplies["1700000000"]?.message === "Hello!",
    heard: (client) => knownVersion(client, "regular"),
  },
  "link previews": {
    modification: { disableLinkPreviews: { isPreviewsDisabled: true } },
    shows: ({ settings }) => settings.isLinkPreviewDisabled === true,
    heard: (client) =>
      event(client, "settings.update", ({ setting }: { setting: string }) => setting === "disableLinkPreviews"),
  },
};

/** Whether the server has given the client the newest patch of a collection. */
function knownVersion(client: TestClient, name: CollectionName): boolean {
  const { appState, transcript } = client.sandbox.world;
  const current = String(appState.version(client.account, name));
  return transcript
    .stanzas({ direction: "out", phone: client.account.phone, device: client.address.device, tag: "iq" })
    .flatMap(({ stanza }) => childrenOf(childOf(stanza, "sync"), "collection"))
    .some(({ attrs, content }) => attrs["name"] === name && attrs["version"] === current && content !== undefined);
}

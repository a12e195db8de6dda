import { z } from "zod";
import { AdminError, defined } from "../../graph/admin/check.ts";
import type { AppStateAction } from "../../web/app-state/actions.ts";
import {
  archiveChat,
  clearChat,
  deleteChat,
  markChatRead,
  muteChat,
  pinChat,
  saveContact,
  starMessage,
} from "../../web/app-state/actions.ts";
import type { PastMessage as PastMessageOfPhone } from "../../web/history/seed.ts";
import { isGroupJid, parseJid } from "../../web/jid.ts";
import { Done, done, PhonePath } from "../fields.ts";
import { accountOf } from "../found.ts";
import { readMessage } from "../message-json.ts";
import { type AdminOperation, operation } from "../operation.ts";

const PastMessage = z.strictObject({
  id: z.string().min(1).optional(),
  isFromMe: z.boolean().optional(),
  author: z.string().optional().describe("Number or JID; needed for others' messages in a group"),
  text: z.string().optional(),
  message: z.record(z.string(), z.unknown()).optional().describe("`Message` protobuf as JSON, instead of a text"),
  at: z.int().min(0).optional().describe("Unix seconds; a minute apart, the last one now, when absent"),
});

const PastChat = z.strictObject({
  chat: z.string().min(5).describe("Number or JID of a person, or JID of a group"),
  name: z.string().optional(),
  unreadCount: z.int().min(0).optional(),
  ephemeralSeconds: z.int().min(0).optional(),
  isArchived: z.boolean().optional(),
  isPinned: z.boolean().optional(),
  mutedUntil: z.number().optional().describe("Unix milliseconds, -1 for always"),
  messages: z.array(PastMessage).optional().describe("Oldest first"),
});

/** What the user does to chats on the phone. */
const Change = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("archive"), chat: z.string(), on: z.boolean().default(true) }),
  z.strictObject({
    kind: z.literal("mute"),
    chat: z.string(),
    until: z.number().nullable().describe("Unix ms, -1: always"),
  }),
  z.strictObject({ kind: z.literal("pin"), chat: z.string(), on: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal("mark-read"), chat: z.string(), on: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal("clear"), chat: z.string() }),
  z.strictObject({ kind: z.literal("delete"), chat: z.string() }),
  z.strictObject({ kind: z.literal("save-contact"), chat: z.string(), name: z.string().min(1) }),
  z.strictObject({
    kind: z.literal("star"),
    chat: z.string(),
    messageId: z.string().min(1),
    isFromMe: z.boolean().default(false),
    on: z.boolean().default(true),
  }),
]);
type Change = z.output<typeof Change>;

export const historyOperations: readonly AdminOperation[] = [
  operation({
    method: "POST",
    path: "/accounts/{phone}/history",
    id: "addHistory",
    tag: "Accounts",
    summary: "Give the phone chats that it had before: devices that are linked later get them",
    params: PhonePath,
    body: z.strictObject({ chats: z.array(PastChat).min(1) }),
    bodyLimitBytes: 32 * 1024 * 1024,
    answer: Done,
    handle: ({ params, body: { chats } }, sandbox) => {
      const { record } = accountOf(sandbox, params.phone);
      const past = chats.map(({ messages, ...chat }) => {
        for (const message of messages ?? []) checkAuthor(chat.chat, message);
        return {
          ...defined(chat),
          chat: jidOf(chat.chat),
          ...(messages === undefined ? {} : { messages: messages.map(pastMessage) }),
        };
      });
      sandbox.world.history.addChats(record, ...past);
      return done;
    },
  }),
  operation({
    method: "GET",
    path: "/accounts/{phone}/app-state",
    id: "getAppState",
    tag: "Accounts",
    summary: "What is archived, muted, pinned, starred, labeled and saved, as the phone shows it",
    params: PhonePath,
    answer: z.looseObject({ pushName: z.string().nullable(), chats: z.record(z.string(), z.looseObject({})) }),
    handle: ({ params }, sandbox) => JSON.parse(JSON.stringify(accountOf(sandbox, params.phone).appState)),
  }),
  operation({
    method: "POST",
    path: "/accounts/{phone}/app-state",
    id: "changeAppState",
    tag: "Accounts",
    summary: "Archive, mute, pin, star … on the phone; its clients are told",
    params: PhonePath,
    body: z.strictObject({ changes: z.array(Change).min(1) }),
    answer: Done,
    handle: ({ params, body: { changes } }, sandbox) => {
      const account = accountOf(sandbox, params.phone);
      account.changeAppState(...changes.map(actionOf));
      return done;
    },
  }),
];

function actionOf(change: Change): AppStateAction {
  const chat = jidOf(change.chat);
  switch (change.kind) {
    case "archive":
      return archiveChat(chat, change.on);
    case "mute":
      return muteChat(chat, change.until);
    case "pin":
      return pinChat(chat, change.on);
    case "mark-read":
      return markChatRead(chat, change.on);
    case "clear":
      return clearChat(chat);
    case "delete":
      return deleteChat(chat);
    case "save-contact":
      return saveContact(chat, { fullName: change.name });
    case "star":
      return starMessage({ chat, id: change.messageId, isFromMe: change.isFromMe }, change.on);
  }
}

function pastMessage({ message, ...rest }: z.output<typeof PastMessage>): PastMessageOfPhone {
  return { ...defined(rest), ...(message === undefined ? {} : { message: readMessage(message) }) };
}

/** A JID as it is; a phone number as the JID of its user. */
function jidOf(text: string): string {
  if (parseJid(text) !== null) return text;
  const digits = text.replace(/\D/g, "");
  if (!/^\d{5,20}$/.test(digits)) throw new AdminError(400, `${JSON.stringify(text)} is neither a number nor a JID`);
  return `${digits}@s.whatsapp.net`;
}

function checkAuthor(chat: string, { isFromMe, author }: z.output<typeof PastMessage>): void {
  if (isGroupJid(chat) && isFromMe !== true && author === undefined) {
    throw new AdminError(400, "a message of somebody else in a group needs its author");
  }
  if (author !== undefined) jidOf(author);
}

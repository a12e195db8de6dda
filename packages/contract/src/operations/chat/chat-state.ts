import { z } from "zod";
import { mutation } from "../../definition/operation.ts";
import { enumeration, field, model } from "../../definition/schema.ts";
import { Address, InstanceName, Jid, Recipient } from "../../models/jid.ts";
import { MessageReference } from "../../models/message-key.ts";
import { engineErrors, recipientErrors } from "../engine-errors.ts";

const LastMessage = model("LastMessageReference", "The last message of a chat", {
  key: MessageReference,
  messageTimestamp: field(z.int().min(0), "Unix time in seconds", 1717689097).optional(),
});

const chatOrLastMessage = {
  chat: field(Address, "The chat: JID or number", "5511999999999@s.whatsapp.net").optional(),
  lastMessage: LastMessage.optional(),
};

const isChatNamed = {
  check: ({ chat, lastMessage }: { chat?: string | undefined; lastMessage?: unknown }): boolean =>
    chat !== undefined || lastMessage !== undefined,
  params: { path: ["chat"], message: "must be given, unless lastMessage is" },
};

const chatId = field(Jid, "The chat", "5511999999999@s.whatsapp.net");
const chatErrors = ["CHAT_NOT_FOUND", ...recipientErrors, ...engineErrors] as const;

/** Operations that change how the account sees or shows itself in a chat. */
export const chatStateOperations = {
  archiveChat: mutation({
    rest: { method: "POST", path: "/chat/archiveChat/:instanceName", status: 201 },
    aliases: [{ method: "POST", path: "/chat/archive/:instanceName" }],
    access: "instance",
    summary: "Archive a chat, or take it back",
    description:
      "Archives the chat (`archive` true) or takes it out of the archive. `lastMessage` may name it instead.",
    input: z
      .object({
        instanceName: InstanceName,
        ...chatOrLastMessage,
        archive: field(z.boolean(), "Whether the chat is archived from now on", true),
      })
      .refine(isChatNamed.check, isChatNamed.params),
    output: model("ArchivedChat", "Whether a chat is archived now", {
      chatId,
      archived: field(z.boolean(), "Whether it is archived", true),
    }),
    errors: chatErrors,
    example: { instanceName: "my-instance", chat: "5511999999999@s.whatsapp.net", archive: true },
  }),

  markChatUnread: mutation({
    rest: { method: "POST", path: "/chat/markChatUnread/:instanceName", status: 201 },
    access: "instance",
    summary: "Mark a chat as unread",
    description: "Marks the chat as unread on all devices of the account. `lastMessage` may name it instead.",
    input: z.object({ instanceName: InstanceName, ...chatOrLastMessage }).refine(isChatNamed.check, isChatNamed.params),
    output: model("UnreadChat", "The chat was marked", {
      chatId,
      markedChatUnread: field(z.boolean(), "Always true", true),
    }),
    errors: chatErrors,
    example: { instanceName: "my-instance", chat: "5511999999999@s.whatsapp.net" },
  }),

  muteChat: mutation({
    rest: { method: "POST", path: "/chat/muteChat/:instanceName", status: 201 },
    access: "instance",
    summary: "Mute a chat, or end it",
    description: "Mutes the chat until a time; without a time, or with null, it is muted no more.",
    input: z.object({
      instanceName: InstanceName,
      chat: Address,
      muteUntil: field(
        z.int().min(-1).max(99_999_999_999),
        "Unix time in seconds; -1 for ever; null to end it",
        1749225097,
      )
        .nullable()
        .default(null),
    }),
    output: model("MutedChat", "Until when a chat is muted now", {
      chatId,
      muteEndTime: field(z.int(), "Unix time in seconds, -1 for ever, null for not", 1749225097).nullable(),
    }),
    errors: chatErrors,
    example: { instanceName: "my-instance", chat: "5511999999999@s.whatsapp.net", muteUntil: 1749225097 },
  }),

  pinChat: mutation({
    rest: { method: "POST", path: "/chat/pinChat/:instanceName", status: 201 },
    access: "instance",
    summary: "Pin a chat, or take it off",
    description: "Pins the chat to the top of the list (`pin` true) or takes it off.",
    input: z.object({
      instanceName: InstanceName,
      chat: Address,
      pin: field(z.boolean(), "Whether the chat is pinned from now on", true),
    }),
    output: model("PinnedChat", "Whether a chat is pinned now", {
      chatId,
      pinned: field(z.boolean(), "Whether it is pinned", true),
    }),
    errors: chatErrors,
    example: { instanceName: "my-instance", chat: "5511999999999@s.whatsapp.net", pin: true },
  }),

  sendPresence: mutation({
    rest: { method: "POST", path: "/chat/sendPresence/:instanceName", status: 201 },
    access: "instance",
    summary: "Show typing or recording in a chat",
    description: "Shows a presence in a chat. With `delay` it is shown that long, then `paused`, and then answered.",
    input: z.object({
      instanceName: InstanceName,
      number: Recipient,
      presence: enumeration("ChatPresence", "What the other side sees", [
        "composing",
        "recording",
        "paused",
        "available",
        "unavailable",
      ]),
      delay: field(z.int().min(0).max(60_000), "Milliseconds to show it", 1200).optional(),
    }),
    output: model("ChatPresenceSent", "The presence that was shown", {
      presence: field(z.string(), "As given", "composing"),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999", presence: "composing", delay: 1200 },
  }),
};

import { normalizeMessageContent, type proto } from "@whiskeysockets/baileys";
import type { MediaKind } from "../../media/media-kind.ts";
import { pollOf } from "../message-kind.ts";
import { contextOf } from "./context.ts";

type Content = proto.IMessage;

/** What a message is, in the words of the test kit. */
export interface Summary {
  /** `text`, `image`, `video`, …; `other` for what is not known here. */
  readonly type: string;
  /** What a person reads; null where there is nothing. */
  readonly text: string | null;
  /** Id of the message that it answers, reacts to or changes. */
  readonly aboutId: string | null;
  /** Its file, with the kind that it was encrypted as. */
  readonly file: { readonly kind: MediaKind; readonly proof: MediaFields } | null;
}

/** The fields by which a file is fetched and checked. */
export type MediaFields = Pick<
  proto.Message.IImageMessage,
  "url" | "directPath" | "mediaKey" | "fileSha256" | "fileEncSha256"
>;

type Row = readonly [
  field: keyof Content,
  type: string,
  text: (content: Content) => string | null | undefined,
  file?: (content: Content) => MediaKind,
];

const ROWS: readonly Row[] = [
  ["conversation", "text", (content) => content.conversation],
  ["extendedTextMessage", "text", (content) => content.extendedTextMessage?.text],
  ["imageMessage", "image", (content) => content.imageMessage?.caption, () => "image"],
  ["videoMessage", "video", (content) => content.videoMessage?.caption, () => "video"],
  ["ptvMessage", "video", () => null, () => "ptv"],
  ["audioMessage", "audio", () => null, () => "audio"],
  ["documentMessage", "document", (content) => content.documentMessage?.caption, () => "document"],
  ["stickerMessage", "sticker", () => null, () => "sticker"],
  ["locationMessage", "location", (content) => content.locationMessage?.name],
  ["liveLocationMessage", "live_location", (content) => content.liveLocationMessage?.caption],
  ["contactMessage", "contacts", (content) => content.contactMessage?.displayName],
  ["contactsArrayMessage", "contacts", (content) => content.contactsArrayMessage?.displayName],
  ["reactionMessage", "reaction", (content) => content.reactionMessage?.text ?? ""],
  ["pollUpdateMessage", "poll_vote", () => null],
  ["listMessage", "list", (content) => content.listMessage?.description],
  ["buttonsMessage", "buttons", (content) => content.buttonsMessage?.contentText],
  [
    "templateMessage",
    "template",
    ({ templateMessage: template }) =>
      (template?.hydratedTemplate ?? template?.hydratedFourRowTemplate)?.hydratedContentText,
  ],
  ["interactiveMessage", "interactive", (content) => content.interactiveMessage?.body?.text],
  ["listResponseMessage", "reply", (content) => content.listResponseMessage?.title],
  ["buttonsResponseMessage", "reply", (content) => content.buttonsResponseMessage?.selectedDisplayText],
  ["templateButtonReplyMessage", "reply", (content) => content.templateButtonReplyMessage?.selectedDisplayText],
  ["interactiveResponseMessage", "reply", (content) => content.interactiveResponseMessage?.body?.text],
  ["eventMessage", "event", (content) => content.eventMessage?.name],
  ["encEventResponseMessage", "event_response", () => null],
  ["pinInChatMessage", "pin", () => null],
  ["groupInviteMessage", "group_invite", (content) => content.groupInviteMessage?.caption],
  ["productMessage", "product", (content) => content.productMessage?.product?.title],
  ["orderMessage", "order", (content) => content.orderMessage?.message],
];

/** `type` numbers of protocol messages (proto.Message.ProtocolMessage.Type) that people notice. */
const PROTOCOL_TYPES: Readonly<Record<number, string>> = { 0: "delete", 3: "ephemeral", 14: "edit" };

/** Sums a message up, below whatever it is wrapped in. */
export function summaryOf(message: Content): Summary {
  const content = withoutWrapping(message);
  const aboutId = aboutIdOf(content);
  const { protocolMessage } = content;
  if (protocolMessage) {
    const type = PROTOCOL_TYPES[protocolMessage.type ?? 0] ?? "protocol";
    const { editedMessage } = protocolMessage;
    return { type, text: editedMessage ? summaryOf(editedMessage).text : null, aboutId, file: null };
  }
  const poll = pollOf(content);
  if (poll !== null) return { type: "poll", text: poll.name ?? null, aboutId, file: null };
  const row = ROWS.find(([field]) => content[field] !== null && content[field] !== undefined && content[field] !== "");
  if (row === undefined) return { type: "other", text: null, aboutId, file: null };
  const [field, type, text, file] = row;
  const proof = content[field] as MediaFields;
  return {
    type,
    text: text(content) || (type === "reaction" ? "" : null),
    aboutId,
    file: file ? { kind: file(content), proof } : null,
  };
}

/** The content itself: of a view-once, ephemeral or otherwise wrapped message the inner one. */
export function withoutWrapping(message: Content): Content {
  return normalizeMessageContent(message) ?? message;
}

function aboutIdOf(content: Content): string | null {
  const key =
    content.reactionMessage?.key ??
    content.protocolMessage?.key ??
    content.pinInChatMessage?.key ??
    content.pollUpdateMessage?.pollCreationMessageKey ??
    content.encEventResponseMessage?.eventCreationMessageKey;
  return key?.id ?? (contextOf(content)?.stanzaId || null);
}

import { proto } from "@whiskeysockets/baileys";

type Content = proto.IMessage;

/** What a message says about its surroundings. */
export interface Context {
  /** The message that it answers: its id, its author's JID, and its content. */
  readonly quoted?: { readonly id: string; readonly author: string; readonly content: proto.IMessage } | undefined;
  /** JIDs of the people who are named in the text. */
  readonly mentions?: readonly string[] | undefined;
  /** After how many seconds it is to disappear. */
  readonly expiresInSeconds?: number | undefined;
  readonly forwarded?: boolean | undefined;
}

/** Kinds of content that cannot say anything about their surroundings. */
const WITHOUT_CONTEXT = new Set<keyof Content>([
  "messageContextInfo",
  "reactionMessage",
  "protocolMessage",
  "pollUpdateMessage",
  "pinInChatMessage",
  "encEventResponseMessage",
]);

/** The message with what it says about its surroundings; a plain text becomes an extended one for it. */
export function withContext(message: Content, context: Context): Content {
  const info = contextInfo(context);
  if (info === null) return message;
  const { conversation, ...rest } = message;
  if (conversation) return { ...rest, extendedTextMessage: { text: conversation, contextInfo: info } };
  const entries = Object.entries(message).map(([field, value]: [string, unknown]) => {
    if (typeof value !== "object" || value === null || WITHOUT_CONTEXT.has(field as keyof Content))
      return [field, value];
    return [
      field,
      { ...value, contextInfo: { ...("contextInfo" in value ? (value.contextInfo as object) : {}), ...info } },
    ];
  });
  return Object.fromEntries(entries) as Content;
}

function contextInfo({ quoted, mentions = [], expiresInSeconds, forwarded }: Context): proto.IContextInfo | null {
  const info: proto.IContextInfo = {
    ...(quoted === undefined
      ? {}
      : { stanzaId: quoted.id, participant: quoted.author, quotedMessage: withoutSecret(quoted.content) }),
    ...(mentions.length === 0 ? {} : { mentionedJid: [...mentions] }),
    ...(expiresInSeconds === undefined ? {} : { expiration: expiresInSeconds }),
    ...(forwarded === true ? { isForwarded: true, forwardingScore: 1 } : {}),
  };
  return Object.keys(info).length === 0 ? null : info;
}

/** A quotation shows what was said; secrets and the quotation's own quotation stay out. */
function withoutSecret(content: Content): Content {
  const { messageContextInfo: _, ...shown } = proto.Message.toObject(proto.Message.fromObject(content));
  return shown;
}

/** What the content of a message says about its surroundings, whichever kind it has. */
export function contextOf(content: Content): proto.IContextInfo | null {
  for (const part of Object.values(content) as unknown[]) {
    if (typeof part !== "object" || part === null || !("contextInfo" in part)) continue;
    const { contextInfo: info } = part as { contextInfo?: proto.IContextInfo | null };
    if (info) return info;
  }
  return null;
}

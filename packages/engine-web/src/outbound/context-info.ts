import type { QuotedMessage } from "@waxwing/core";
import { getContentType, jidNormalizedUser, normalizeMessageContent, proto } from "@whiskeysockets/baileys";

/** What a message refers to. */
export interface MessageContext {
  readonly remoteJid: string;
  readonly ownJid: string;
  readonly quoted: QuotedMessage | undefined;
  readonly mentioned: readonly string[];
  /** Seconds until it vanishes; 0 for never. */
  readonly expirationSeconds: number;
}

/** Writes into a message what it refers to. Reactions have no place for it, nor need one. */
export function addContext(message: proto.IMessage, context: MessageContext): void {
  const info = contextInfoOf(context);
  const inner = normalizeMessageContent(message);
  const type = getContentType(inner);
  if (info === undefined || inner === undefined || type === undefined || type === "reactionMessage") return;
  const content = inner[type];
  if (typeof content === "object" && content !== null) Object.assign(content, { contextInfo: info });
}

function contextInfoOf(context: MessageContext): proto.IContextInfo | undefined {
  const { quoted, mentioned, expirationSeconds } = context;
  if (quoted === undefined && mentioned.length === 0 && expirationSeconds === 0) return undefined;
  return {
    ...(quoted === undefined ? {} : quoteOf(quoted, context)),
    ...(mentioned.length === 0 ? {} : { mentionedJid: [...mentioned] }),
    ...(expirationSeconds === 0 ? {} : { expiration: expirationSeconds }),
  };
}

function quoteOf(quoted: QuotedMessage, { remoteJid, ownJid }: MessageContext): proto.IContextInfo {
  const author = quoted.fromMe ? ownJid : (quoted.participant ?? quoted.remoteJid);
  return {
    stanzaId: quoted.id,
    participant: jidNormalizedUser(author),
    quotedMessage: quotedContent(quoted),
    // A reply in another chat than the message: a private answer to a group's message, or to a status.
    ...(quoted.remoteJid === remoteJid ? {} : { remoteJid: quoted.remoteJid }),
  };
}

/** The content alone: neither what it refers to itself, nor its secrets. */
function quotedContent({ engineData, message }: QuotedMessage): proto.IMessage {
  const stored = engineData === undefined ? undefined : storedContent(engineData);
  if (stored !== undefined) return stored;
  const { conversation, extendedTextMessage, imageMessage, videoMessage, documentMessage } = message;
  const caption = imageMessage?.caption ?? videoMessage?.caption ?? documentMessage?.caption;
  return { conversation: conversation ?? extendedTextMessage?.text ?? caption ?? "" };
}

function storedContent(engineData: Buffer): proto.IMessage | undefined {
  const inner = normalizeMessageContent(readMessage(engineData));
  const type = getContentType(inner);
  const content = type === undefined ? undefined : inner?.[type];
  if (type === undefined || content === undefined || content === null) return undefined;
  if (typeof content === "object" && "contextInfo" in content) Object.assign(content, { contextInfo: null });
  return proto.Message.create({ [type]: content });
}

/** Undefined when it is not ours to read: then the text is quoted. */
function readMessage(engineData: Buffer): proto.IMessage | undefined {
  try {
    return proto.WebMessageInfo.decode(engineData).message ?? undefined;
  } catch {
    return undefined;
  }
}

import type { MessageContent } from "@waxwing/contract";
import type { InboundMessage } from "@waxwing/core";
import { groupJid, personJid } from "../jid.ts";
import { ContactElement, type MessageElement } from "./payload.ts";
import { storableJson, storableName, storableText } from "./storable.ts";
import { unixSeconds } from "./unix-time.ts";

/** Names that the writers of one change chose, by WhatsApp id and by business-scoped user id. */
export type SenderNames = ReadonlyMap<string, string>;

/** The names in the `contacts` of a change; elements that cannot be read are left out, their messages lose only the name. */
export function senderNames(contacts: readonly unknown[]): SenderNames {
  const names = new Map<string, string>();
  for (const element of contacts) {
    const parsed = ContactElement.safeParse(element);
    if (!parsed.success) continue;
    const { wa_id, user_id, profile } = parsed.data;
    const name = storableName(profile?.name) ?? storableName(profile?.username);
    if (name === undefined) continue;
    if (wa_id !== undefined) names.set(wa_id, name);
    if (user_id !== undefined) names.set(user_id, name);
  }
  return names;
}

/**
 * Meta's message as the inbox takes it; undefined when it has no sender that can be addressed, or is nested too deep.
 * `raw` is the message as it came. `now` in Unix seconds.
 */
export function inboundMessage(
  message: MessageElement,
  raw: unknown,
  names: SenderNames,
  now: number,
): InboundMessage | undefined {
  const { from, from_user_id: userId, group_id: groupId, context } = message;
  const phoneJid = personJid(from);
  const sender = phoneJid ?? personJid(userId);
  const remoteJid = groupId === undefined ? sender : groupJid(groupId);
  if (sender === undefined || remoteJid === undefined) return undefined;

  // Groups and people without a number are read with the best of our knowledge, so Meta's own object is kept beside.
  const isPlainChat = groupId === undefined && phoneJid !== undefined;
  const content = contentOf(message, raw, isPlainChat);
  if (content === undefined) return undefined;

  const quotedId = context?.id;
  return {
    keyId: storableText(message.id),
    remoteJid,
    fromMe: false,
    participant: groupId === undefined ? undefined : sender,
    pushName:
      (from === undefined ? undefined : names.get(from)) ?? (userId === undefined ? undefined : names.get(userId)),
    ...content,
    contextInfo: quotedId === undefined ? undefined : contextInfo(storableText(quotedId), personJid(context?.from)),
    source: "unknown",
    status: "DELIVERY_ACK",
    timestamp: unixSeconds(message.timestamp, now),
  };
}

interface Content {
  readonly messageType: string;
  readonly message: MessageContent;
}

/** Plain text has a field of its own; everything else is kept as Meta gave it. */
function contentOf({ type, text }: MessageElement, raw: unknown, isPlainChat: boolean): Content | undefined {
  const isText = type === "text" && text !== undefined;
  if (isText && isPlainChat) {
    return { messageType: "conversation", message: { conversation: storableText(text.body) } };
  }
  const kept = storableJson(raw);
  if (kept === undefined) return undefined;
  return isText
    ? { messageType: "conversation", message: { conversation: storableText(text.body), raw: kept } }
    : { messageType: "unknown", message: { raw: kept } };
}

function contextInfo(stanzaId: string, participant: string | undefined): InboundMessage["contextInfo"] {
  return participant === undefined ? { stanzaId } : { stanzaId, participant };
}

import { ContextInfo } from "@waxwing/contract";
import type { InboundMessage } from "@waxwing/core";
import { proto } from "@whiskeysockets/baileys";
import { readContent } from "./read-content.ts";
import { unwrap } from "./unwrap.ts";
import { countOf, flagOf, type JidMapping, jidOf, jsonOf, present, textOf } from "./values.ts";

type Context = NonNullable<InboundMessage["contextInfo"]>;

/** What the content of a message refers to; undefined when it is nothing. Never throws. */
export function readContext(message: proto.IMessage, mapping: JidMapping): Context | undefined {
  const { message: inner, field } = unwrap(message);
  if (field === undefined) return undefined;
  const content: unknown = inner[field];
  if (typeof content !== "object" || content === null || !("contextInfo" in content)) return undefined;
  const info = content.contextInfo as proto.IContextInfo | null | undefined;
  if (!info) return undefined;
  try {
    const context = contextOf(info, mapping);
    return Object.keys(context).length > 0 && ContextInfo.safeParse(context).success ? context : undefined;
  } catch {
    // The message itself can be read: it is told without what it refers to.
    return undefined;
  }
}

function contextOf(info: proto.IContextInfo, mapping: JidMapping): Context {
  // A quotation has no context of its own in the contract, which bounds the depth.
  const quoted = info.quotedMessage ? readContent(info.quotedMessage, mapping)?.message : undefined;
  const mentioned = (info.mentionedJid ?? []).flatMap((jid) => jidOf(jid, mapping) ?? []);
  const { externalAdReply } = info;
  return present({
    stanzaId: textOf(info.stanzaId),
    participant: jidOf(info.participant, mapping),
    remoteJid: jidOf(info.remoteJid, mapping),
    quotedMessage: quoted,
    mentionedJid: mentioned.length === 0 ? undefined : mentioned,
    isForwarded: flagOf(info.isForwarded),
    forwardingScore: countOf(info.forwardingScore, 2_000_000_000),
    expiration: countOf(info.expiration, 2_000_000_000),
    externalAdReply: externalAdReply
      ? jsonOf(proto.ContextInfo.ExternalAdReplyInfo.fromObject(externalAdReply).toJSON())
      : undefined,
  });
}

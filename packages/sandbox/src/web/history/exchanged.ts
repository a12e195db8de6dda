import { getContentType, normalizeMessageContent, proto, toNumber } from "@whiskeysockets/baileys";
import { isGroupJid, isStatusJid, withoutDevice } from "../jid.ts";
import type { Account } from "../model.ts";
import type { LoggedMessage } from "../phone/message-log.ts";
import type { World } from "../world.ts";

const PROTOCOL = proto.Message.ProtocolMessage.Type;

/**
 * What a phone's chats look like after everything that it sent and got: edited messages have their new content, deleted
 * ones are marked so, reactions hang on what they react to. Poll votes are left out. Oldest first; statuses are no chat.
 */
export function exchangedMessages(world: World, account: Account): proto.IWebMessageInfo[] {
  const infos = new Map<string, proto.IWebMessageInfo>();
  // A change can be in the log before what it changes: each comes from another device.
  const changes: (() => void)[] = [];
  for (const logged of world.phones.of(account).messages) {
    if (isStatusJid(logged.chat)) continue;
    const message = proto.Message.decode(logged.bytes);
    const content = normalizeMessageContent(message);
    if (content === undefined) continue;
    const { protocolMessage, reactionMessage } = content;
    const target = (id: string | null | undefined) => infos.get(`${logged.chat} ${id ?? ""}`);
    const info: proto.IWebMessageInfo = { ...infoOf(world, account, logged), message };
    if (protocolMessage) {
      changes.push(() => applyProtocol(target(protocolMessage.key?.id), protocolMessage));
    } else if (reactionMessage) {
      changes.push(() => applyReaction(target(reactionMessage.key?.id), info, reactionMessage));
    } else if (!content.pollUpdateMessage && getContentType(content) !== undefined) {
      infos.set(`${logged.chat} ${logged.id}`, info);
    }
  }
  for (const change of changes) change();
  return [...infos.values()];
}

function applyProtocol(target: proto.IWebMessageInfo | undefined, change: proto.Message.IProtocolMessage): void {
  if (target === undefined) return;
  if (change.type === PROTOCOL.REVOKE) {
    target.message = null;
    target.messageStubType = proto.WebMessageInfo.StubType.REVOKE;
  } else if (change.type === PROTOCOL.MESSAGE_EDIT && change.editedMessage) {
    target.message = change.editedMessage;
  }
}

/** A person has one reaction to a message; an empty text takes it back. */
function applyReaction(
  target: proto.IWebMessageInfo | undefined,
  { key, messageTimestamp }: proto.IWebMessageInfo,
  { text }: proto.Message.IReactionMessage,
): void {
  if (target === undefined) return;
  const others = (target.reactions ?? []).filter((reaction) => authorOf(reaction.key) !== authorOf(key));
  const reaction = { key: key ?? null, text: text ?? "", senderTimestampMs: toNumber(messageTimestamp) * 1000 };
  target.reactions = text ? [...others, reaction] : others;
}

function authorOf(key: proto.IMessageKey | null | undefined): string {
  return key?.fromMe ? "me" : (key?.participant ?? key?.remoteJid ?? "");
}

/** Key, time and author of a logged message, without its content. */
function infoOf(world: World, account: Account, logged: LoggedMessage): proto.IWebMessageInfo {
  const { id, chat, fromMe } = logged;
  const participant = isGroupJid(chat) && !fromMe ? logged.participant && withoutDevice(logged.participant) : null;
  return {
    key: { remoteJid: chat, fromMe, id, ...(participant === null ? {} : { participant }) },
    messageTimestamp: logged.at,
    ...(participant === null ? {} : { participant }),
    ...(fromMe || logged.pushName === null ? {} : { pushName: logged.pushName }),
    ...(fromMe ? { status: statusOf(world, account, logged) } : {}),
  };
}

/** How far an own message got, as far as the phone has heard. */
function statusOf(world: World, account: Account, { id }: LoggedMessage): proto.WebMessageInfo.Status {
  const { READ, DELIVERY_ACK, SERVER_ACK } = proto.WebMessageInfo.Status;
  const receipts = world.phones.of(account).receipts.of(id);
  if (receipts.some(({ kind }) => kind !== "delivered")) return READ;
  return receipts.length > 0 ? DELIVERY_ACK : SERVER_ACK;
}

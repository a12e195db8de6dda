import {
  type BinaryNode,
  isJidGroup,
  normalizeMessageContent,
  proto,
  unixTimestampSeconds,
} from "@whiskeysockets/baileys";

/** What goes beside the ciphertexts: WhatsApp cannot see the content, and asks for these to tell what it is. */
export interface StanzaExtras {
  readonly attributes: Record<string, string>;
  readonly elements: readonly BinaryNode[];
}

/** The extras of a message; all follow from its content, so that a message sent again has the same. */
export function extrasOf(message: proto.IMessage, remoteJid: string): StanzaExtras {
  const content = normalizeMessageContent(message) ?? message;
  if (content.pollCreationMessage || content.pollCreationMessageV3) {
    return { attributes: {}, elements: [{ tag: "meta", attrs: { polltype: "creation" } }] };
  }
  // Baileys 7.0.0-rc14 does not know this kind and would announce a text.
  if (content.ptvMessage) return { attributes: { type: "media" }, elements: [] };
  if (content.interactiveMessage) {
    return { attributes: {}, elements: interactiveElements(content.interactiveMessage, remoteJid) };
  }
  const edit = content.protocolMessage ? editOf(content.protocolMessage) : undefined;
  return { attributes: edit === undefined ? {} : { edit }, elements: [] };
}

/** What a message does to another one: `1` edits it, `7` deletes it, `8` deletes it as an admin. */
function editOf({ type, key }: proto.Message.IProtocolMessage): string | undefined {
  const { REVOKE, MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;
  if (type === MESSAGE_EDIT) return "1";
  if (type === REVOKE) return key?.fromMe === false ? "8" : "7";
  return undefined;
}

/**
 * Without `<biz>` the server takes a native flow and no client shows it. Payments have a form of their own; everything
 * else goes as `mixed`, since the server drops several flows under their own names. `<bot>` belongs to chats with one
 * person.
 */
function interactiveElements(
  { nativeFlowMessage }: proto.Message.IInteractiveMessage,
  remoteJid: string,
): readonly BinaryNode[] {
  const attrs = { actual_actors: "2", host_storage: "2", privacy_mode_ts: String(unixTimestampSeconds()) };
  const isPayment = nativeFlowMessage?.buttons?.some(({ name }) => name === "payment_info") === true;
  const biz: BinaryNode = isPayment
    ? { tag: "biz", attrs: { ...attrs, native_flow_name: "payment_info" } }
    : {
        tag: "biz",
        attrs,
        content: [
          {
            tag: "interactive",
            attrs: { type: "native_flow", v: "1" },
            content: [{ tag: "native_flow", attrs: { v: "9", name: "mixed" } }],
          },
          { tag: "quality_control", attrs: { source_type: "third_party" } },
        ],
      };
  return isJidGroup(remoteJid) ? [biz] : [biz, { tag: "bot", attrs: { biz_bot: "1" } }];
}

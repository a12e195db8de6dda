import type { MessageContent, MessageKey } from "@waxwing/contract";
import type { proto } from "@whiskeysockets/baileys";
import { countOf, decimalOf, type JidMapping, jidOf, present } from "./values.ts";

type Content<Field extends keyof MessageContent> = NonNullable<MessageContent[Field]>;
type Key = ReturnType<typeof MessageKey.parse>;

/** The key of another message; undefined when it names none. */
export function keyOf(key: proto.IMessageKey | null | undefined, mapping: JidMapping): Key | undefined {
  const remoteJid = jidOf(key?.remoteJid, mapping);
  if (!key?.id || remoteJid === undefined) return undefined;
  return present({
    remoteJid,
    fromMe: key.fromMe ?? false,
    id: key.id,
    participant: jidOf(key.participant, mapping),
  });
}

/** A reaction; an empty text takes it back. Undefined when it names no message. */
export function reactionOf(
  reaction: proto.Message.IReactionMessage,
  mapping: JidMapping,
): Content<"reactionMessage"> | undefined {
  const key = keyOf(reaction.key, mapping);
  return key === undefined ? undefined : { key, text: reaction.text ?? "" };
}

export function pollOf(poll: proto.Message.IPollCreationMessage): Content<"pollCreationMessage"> {
  return {
    name: poll.name ?? "",
    options: (poll.options ?? []).map((option) => ({ optionName: option.optionName ?? "" })),
    selectableOptionsCount: countOf(poll.selectableOptionsCount, 100) ?? 0,
  };
}

/** A vote that could not be decrypted: which poll it is for, and when. Undefined when it names none. */
export function sealedVoteOf(
  vote: proto.Message.IPollUpdateMessage,
  mapping: JidMapping,
): Content<"pollUpdateMessage"> | undefined {
  const pollCreationMessageKey = keyOf(vote.pollCreationMessageKey, mapping);
  if (pollCreationMessageKey === undefined) return undefined;
  return present({ pollCreationMessageKey, senderTimestampMs: decimalOf(vote.senderTimestampMs) });
}

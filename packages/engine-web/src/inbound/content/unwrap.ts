import type { proto } from "@whiskeysockets/baileys";

/** Wrappers hold another message in their field `message`; how deep they may nest. Source: WAProto, FutureProofMessage. */
const MAX_DEPTH = 8;

const WRAPPERS = [
  "deviceSentMessage",
  "ephemeralMessage",
  "viewOnceMessage",
  "viewOnceMessageV2",
  "viewOnceMessageV2Extension",
  "documentWithCaptionMessage",
  "editedMessage",
  "groupMentionedMessage",
  "associatedChildMessage",
  "groupStatusMessage",
  "groupStatusMessageV2",
  "lottieStickerMessage",
  "botInvokeMessage",
  "botForwardedMessage",
  "pollCreationMessageV4",
] as const satisfies readonly (keyof proto.IMessage)[];

const VIEW_ONCE: ReadonlySet<string> = new Set([
  "viewOnceMessage",
  "viewOnceMessageV2",
  "viewOnceMessageV2Extension",
] satisfies (typeof WRAPPERS)[number][]);

/** Fields that are no content: keys for the group, and what surrounds the content. */
const BESIDE: ReadonlySet<string> = new Set([
  "senderKeyDistributionMessage",
  "fastRatchetKeySenderKeyDistributionMessage",
  "messageContextInfo",
]);

/** The content of a message below its wrappers. */
export interface UnwrappedMessage {
  readonly message: proto.IMessage;
  /** Name of the content's field; undefined when there is no content. */
  readonly field: (keyof proto.IMessage & string) | undefined;
  /** Whether it was in one of the wrappers of messages that may be opened once only. */
  readonly isViewOnce: boolean;
  /** Whether it was in the wrapper that WhatsApp puts around edits. */
  readonly isEdit: boolean;
}

/** Opens what a message is wrapped in. */
export function unwrap(message: proto.IMessage): UnwrappedMessage {
  let inner = message;
  let isViewOnce = false;
  let isEdit = false;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const wrapper = WRAPPERS.find((name) => inner[name]?.message);
    if (wrapper === undefined) break;
    isViewOnce ||= VIEW_ONCE.has(wrapper);
    isEdit ||= wrapper === "editedMessage";
    inner = inner[wrapper]?.message ?? {};
  }
  return { message: inner, field: contentField(inner), isViewOnce, isEdit };
}

/** Name of the field that holds the content. */
function contentField(message: proto.IMessage): (keyof proto.IMessage & string) | undefined {
  // Decoded messages have their defaults in the prototype, so only own fields say something.
  for (const [name, value] of Object.entries(message)) {
    if (value !== null && value !== undefined && !BESIDE.has(name)) return name as keyof proto.IMessage & string;
  }
  return undefined;
}

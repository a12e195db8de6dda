import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import { proto } from "@whiskeysockets/baileys";

/** What a vote or an event response is encrypted for. JIDs without device, of the kind that the chat uses. */
export interface AnswerContext {
  /** Id of the poll or event. */
  readonly messageId: string;
  /** JID of who made it. */
  readonly creator: string;
  /** JID of who answers. */
  readonly answerer: string;
  /** `messageContextInfo.messageSecret` of the poll or event (32 bytes). */
  readonly secret: Uint8Array;
}

/** The encrypted part of an answer. */
export interface EncryptedAnswer {
  readonly encPayload: Buffer;
  readonly encIv: Buffer;
}

type Purpose = "Poll Vote" | "Event Response";

/** The name by which a vote says an option: its SHA-256. */
export function optionHash(option: string): Buffer {
  return createHash("sha256").update(option).digest();
}

/** Encrypts a vote for these options; none of them takes the vote back. @param iv 12 bytes. */
export function encryptVote(options: readonly string[], context: AnswerContext, iv: Buffer): EncryptedAnswer {
  const vote = proto.Message.PollVoteMessage.encode({ selectedOptions: options.map(optionHash) }).finish();
  return encrypt(Buffer.from(vote), "Poll Vote", context, iv);
}

/** The options of `options` that a vote is for; null when it was not encrypted for this context. */
export function decryptVote(
  vote: proto.Message.IPollEncValue,
  options: readonly string[],
  context: AnswerContext,
): string[] | null {
  const plain = decrypt(vote, "Poll Vote", context);
  if (plain === null) return null;
  const selected = proto.Message.PollVoteMessage.decode(plain).selectedOptions.map((hash) => Buffer.from(hash));
  return options.filter((option) => selected.some((hash) => hash.equals(optionHash(option))));
}

/** Encrypts the answer to an invitation. @param iv 12 bytes. */
export function encryptEventResponse(
  response: proto.Message.IEventResponseMessage,
  context: AnswerContext,
  iv: Buffer,
): EncryptedAnswer {
  const bytes = proto.Message.EventResponseMessage.encode(response).finish();
  return encrypt(Buffer.from(bytes), "Event Response", context, iv);
}

/** The answer to an invitation; null when it was not encrypted for this context. */
export function decryptEventResponse(
  response: proto.Message.IPollEncValue,
  context: AnswerContext,
): proto.Message.EventResponseMessage | null {
  const plain = decrypt(response, "Event Response", context);
  return plain === null ? null : proto.Message.EventResponseMessage.decode(plain);
}

function encrypt(plain: Buffer, purpose: Purpose, context: AnswerContext, iv: Buffer): EncryptedAnswer {
  const cipher = createCipheriv("aes-256-gcm", keyOf(purpose, context), iv).setAAD(additionalData(context));
  return { encPayload: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]), encIv: iv };
}

function decrypt(answer: proto.Message.IPollEncValue, purpose: Purpose, context: AnswerContext): Buffer | null {
  const payload = Buffer.from(answer.encPayload ?? []);
  const iv = Buffer.from(answer.encIv ?? []);
  if (payload.length < 16 || iv.length !== 12) return null;
  const decipher = createDecipheriv("aes-256-gcm", keyOf(purpose, context), iv)
    .setAAD(additionalData(context))
    .setAuthTag(payload.subarray(-16));
  try {
    return Buffer.concat([decipher.update(payload.subarray(0, -16)), decipher.final()]);
  } catch {
    // Encrypted for another message, by another person, or under the other kind of JID.
    return null;
  }
}

/** Formula of Baileys 7.0.0-rc14 (`decryptPollVote`, `decryptEventResponse`): HKDF of one block, written out. */
function keyOf(purpose: Purpose, { messageId, creator, answerer, secret }: AnswerContext): Buffer {
  const prk = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  const info = Buffer.concat([Buffer.from(`${messageId}${creator}${answerer}${purpose}`), Buffer.from([1])]);
  return createHmac("sha256", prk).update(info).digest();
}

function additionalData({ messageId, answerer }: AnswerContext): Buffer {
  return Buffer.from(`${messageId}\0${answerer}`);
}

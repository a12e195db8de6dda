import { proto } from "@whiskeysockets/baileys";
import { lidJid, phoneJid } from "../address.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import { eventAnswerOf, optionsOf } from "./content/polls-and-events.ts";
import { type AnswerContext, decryptEventResponse, decryptVote } from "./content/secret-answers.ts";
import { summaryOf, withoutWrapping } from "./content/summary.ts";
import { contentOf, type LoggedMessage } from "./message-log.ts";
import type { Phone } from "./phone.ts";

/** A message that a person got, as the phone shows it: decrypted. */
export interface ReceivedByPhone {
  readonly id: string;
  readonly via: "web";
  /** Digits of the sender's phone number, and which of the sender's devices it was (0 is the phone). */
  readonly from: string;
  readonly fromDevice: number;
  /** JID of the conversation: the sender's phone JID, a group's, or `status@broadcast`. */
  readonly chat: string;
  /**
   * `text`, `image`, `video`, `audio`, `document`, `sticker`, `location`, `live_location`, `contacts`, `reaction`, `poll`,
   * `poll_vote`, `list`, `buttons`, `template`, `interactive`, `reply` (a choice was tapped), `event`, `event_response`,
   * `edit`, `delete`, `pin`, `ephemeral`, `group_invite`, `product`, `order`, or `other`.
   */
  readonly type: string;
  /** The text, caption, question, emoji, new text of an edit, chosen options of a vote; null where there is nothing to read. */
  readonly text: string | null;
  /** Id of the message that this one replies to, reacts to or changes. */
  readonly quotedId: string | null;
  /** Unix milliseconds. */
  readonly at: number;
  /** The `Message` protobuf as plain JSON: bytes in base64, enumerations by name. */
  readonly message: unknown;
  /** The content as it was decoded. */
  readonly content: proto.Message;
  /** The decrypted file, checked against its MAC and hashes. Rejects when there is none, or when it is damaged or gone. */
  media(): Promise<Buffer>;
}

/** A logged message as its receiver sees it. */
export function receivedMessage(world: World, phone: Phone, logged: LoggedMessage): ReceivedByPhone {
  const content = contentOf(logged);
  const { type, text, aboutId, file } = summaryOf(content);
  return {
    id: logged.id,
    via: "web",
    from: world.directory.byLid(logged.author)?.phone ?? "",
    fromDevice: logged.device,
    chat: logged.chat,
    type,
    text: text ?? answerIn(world, phone, logged, content),
    quotedId: aboutId,
    at: logged.at * 1000,
    content,
    get message() {
      return proto.Message.toObject(content, { longs: Number, enums: String, bytes: String });
    },
    async media() {
      if (file === null) throw new Error(`message ${logged.id} is of type ${type} and has no file`);
      return world.media.decryptMedia(file.proof, file.kind);
    },
  };
}

/** What a vote or an event response says, when this phone has what it is for. */
function answerIn(world: World, phone: Phone, logged: LoggedMessage, message: proto.Message): string | null {
  const { pollUpdateMessage: vote, encEventResponseMessage: response } = withoutWrapping(message);
  const id = vote?.pollCreationMessageKey?.id ?? response?.eventCreationMessageKey?.id;
  if (!id) return null;
  const question = phone.find(id);
  const content = question === undefined ? undefined : contentOf(question);
  const secret = content?.messageContextInfo?.messageSecret;
  const creator = question === undefined ? undefined : world.directory.byLid(question.author);
  const answerer = world.directory.byLid(logged.author);
  if (content === undefined || !secret || creator === undefined || answerer === undefined) return null;
  for (const context of contextsOf(id, secret, creator, answerer)) {
    const options = vote?.vote ? decryptVote(vote.vote, optionsOf(withoutWrapping(content)), context) : null;
    if (options !== null) return options.join(", ");
    const answer = response ? decryptEventResponse(response, context) : null;
    if (answer !== null) return eventAnswerOf(answer);
  }
  return null;
}

/** Clients differ in whether they name people by phone number or by LID here. */
function contextsOf(messageId: string, secret: Uint8Array, creator: Account, answerer: Account): AnswerContext[] {
  return [phoneJid(creator), lidJid(creator)].flatMap((creatorJid) =>
    [phoneJid(answerer), lidJid(answerer)].map((answererJid) => ({
      messageId,
      secret,
      creator: creatorJid,
      answerer: answererJid,
    })),
  );
}

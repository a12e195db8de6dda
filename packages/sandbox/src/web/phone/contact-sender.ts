import type { proto } from "@whiskeysockets/baileys";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import type { Chat } from "./chats.ts";
import { type ComposeOptions, Composer, type SentMessage, type StatusOptions } from "./composer.ts";
import { deleteMessage, editMessage, ephemeralSettingMessage, pinMessage, reactionMessage } from "./content/changes.ts";
import {
  answerMessage,
  type ButtonsToSend,
  buttonsMessage,
  type ListToSend,
  listMessage,
  templateMessage,
} from "./content/interactive.ts";
import type { MediaToSend } from "./content/media.ts";
import {
  type ContactCard,
  contactsMessage,
  type LiveLocationToSend,
  type LocationToSend,
  liveLocationMessage,
  locationMessage,
} from "./content/people-and-places.ts";
import {
  type EventAnswer,
  type EventToSend,
  eventMessage,
  eventResponse,
  optionsOf,
  type PollToSend,
  pollMessage,
} from "./content/polls-and-events.ts";
import { type AnswerContext, encryptEventResponse, encryptVote } from "./content/secret-answers.ts";
import { withoutWrapping } from "./content/summary.ts";
import { contentOf } from "./message-log.ts";
import type { Phone } from "./phone.ts";

/** All that a person can send. Each message is on its way when the method returns, in the order of the calls. */
export class ContactSender {
  readonly account: Account;
  /** Its phone: device 0, with the Signal identity. */
  readonly device: Phone;
  protected readonly composer: Composer;
  readonly #world: World;

  constructor(world: World, account: Account) {
    this.#world = world;
    this.account = account;
    this.device = world.phones.of(account);
    this.composer = new Composer(world, this.device);
  }

  /** Digits of its number. */
  get phone(): string {
    return this.account.phone;
  }

  /** The name that others see. */
  get name(): string {
    return this.account.name;
  }

  /** Sends a text. All methods that send raise an Error when there is no such recipient, or when the server refuses it. */
  say(text: string, options?: ComposeOptions): SentMessage {
    return this.send({ conversation: text }, options);
  }

  /** Sends any content, as protobuf. */
  send(message: proto.IMessage, options?: ComposeOptions): SentMessage {
    return this.composer.send(message, options);
  }

  /** Sends a file, encrypted and stored on the media server as a phone does. */
  sendMedia(media: MediaToSend, options?: ComposeOptions): SentMessage {
    return this.send(this.composer.mediaMessage(media), options);
  }

  sendLocation(location: LocationToSend, options?: ComposeOptions): SentMessage {
    return this.send(locationMessage(location), options);
  }

  sendLiveLocation(location: LiveLocationToSend, options?: ComposeOptions): SentMessage {
    return this.send(liveLocationMessage(location), options);
  }

  sendContacts(cards: readonly ContactCard[], options?: ComposeOptions): SentMessage {
    return this.send(contactsMessage(cards), options);
  }

  sendList(list: ListToSend, options?: ComposeOptions): SentMessage {
    return this.send(listMessage(list), options);
  }

  sendButtons(buttons: ButtonsToSend, options?: ComposeOptions): SentMessage {
    return this.send(buttonsMessage(buttons), options);
  }

  sendTemplate(template: ButtonsToSend, options?: ComposeOptions): SentMessage {
    return this.send(templateMessage(template), options);
  }

  sendPoll(poll: PollToSend, options?: ComposeOptions): SentMessage {
    return this.send(pollMessage(poll, this.device.draw(32)), options);
  }

  sendEvent(event: EventToSend, options?: ComposeOptions): SentMessage {
    return this.send(eventMessage(event, this.device.draw(32)), options);
  }

  /** Posts a text or any other content as a status. */
  postStatus(content: string | proto.IMessage, options?: StatusOptions): SentMessage {
    const message = typeof content === "string" ? { extendedTextMessage: { text: content } } : content;
    return this.composer.postStatus(message, options);
  }

  /** Posts a file as a status. */
  postStatusMedia(media: MediaToSend, options?: StatusOptions): SentMessage {
    return this.composer.postStatus(this.composer.mediaMessage(media), options);
  }

  /** Reacts to a message; an empty emoji takes the reaction back. */
  react(messageId: string, emoji: string): SentMessage {
    return this.composer.about(messageId, (key) => reactionMessage(key, emoji, this.#world.clock.now()));
  }

  /** Changes the text or caption of a message that it sent. Raises an Error for somebody else's. */
  edit(messageId: string, text: string): SentMessage {
    const message = this.composer.chats.find(messageId);
    if (!message.fromMe) throw new Error(`+${this.phone} did not write ${messageId}: only the author can edit it`);
    const original = contentOf(message);
    return this.composer.about(messageId, (key) => editMessage(key, original, text, this.#world.clock.now()));
  }

  /** Deletes a message for everyone: its own, or as a group's admin somebody else's. Raises an Error for all others. */
  delete(messageId: string): SentMessage {
    const { chat, fromMe } = this.composer.chats.find(messageId);
    const group = this.#world.groups.get(chat);
    if (!fromMe && (group === undefined || !this.#world.groups.isAdmin(group, this.account))) {
      throw new Error(
        `+${this.phone} did not write ${messageId}: only its author or an admin of its group can delete it`,
      );
    }
    return this.composer.about(messageId, (key) => deleteMessage(key));
  }

  /** Pins a message for everyone in its chat, for a week unless another time is given. */
  pin(messageId: string, { seconds = 604_800 }: { readonly seconds?: number | undefined } = {}): SentMessage {
    const options = { seconds, milliseconds: this.#world.clock.now() };
    return this.composer.about(messageId, (key) => pinMessage(key, true, options));
  }

  unpin(messageId: string): SentMessage {
    const options = { seconds: 0, milliseconds: this.#world.clock.now() };
    return this.composer.about(messageId, (key) => pinMessage(key, false, options));
  }

  /** Lets messages of a chat with one person disappear after so many seconds from now on; 0 for never. */
  setEphemeral(seconds: number, options?: Pick<ComposeOptions, "to">): SentMessage {
    return this.send(ephemeralSettingMessage(seconds, this.#world.clock.seconds()), options);
  }

  /** Votes in a poll for options by their names; none takes the vote back. Raises an Error for an unknown option. */
  vote(pollId: string, ...options: string[]): SentMessage {
    const poll = withoutWrapping(contentOf(this.composer.chats.find(pollId)));
    const unknown = options.find((option) => !optionsOf(poll).includes(option));
    if (unknown !== undefined) throw new Error(`the poll ${pollId} has no option ${JSON.stringify(unknown)}`);
    const context = this.#answerContext(pollId, this.composer.chats.resolve(this.composer.chats.find(pollId).chat));
    const senderTimestampMs = this.#world.clock.now();
    const vote = encryptVote(options, context, this.device.draw(12));
    return this.composer.about(pollId, (pollCreationMessageKey) => ({
      pollUpdateMessage: { pollCreationMessageKey, vote, senderTimestampMs },
    }));
  }

  /** Answers the invitation to an event. */
  respond(eventId: string, answer: EventAnswer): SentMessage {
    const response = eventResponse(answer, this.#world.clock.now());
    // Baileys 7.0.0-rc14 takes phone JIDs here, also where the chat names people by LID.
    const context = this.#answerContext(eventId, { addressing: "pn" });
    const encrypted = encryptEventResponse(response, context, this.device.draw(12));
    return this.composer.about(eventId, (eventCreationMessageKey) => ({
      encEventResponseMessage: { eventCreationMessageKey, ...encrypted },
    }));
  }

  /** Taps a row, button or quick reply of a message, by id or title. Raises an Error when there is no such choice. */
  tap(messageId: string, choice: string): SentMessage {
    const message = this.composer.chats.find(messageId);
    const answer = answerMessage(withoutWrapping(contentOf(message)), choice);
    return this.send(answer, { to: message.chat, quoted: messageId });
  }

  #answerContext(messageId: string, chat: Pick<Chat, "addressing">): AnswerContext {
    const { chats } = this.composer;
    const message = chats.find(messageId);
    const secret = contentOf(message).messageContextInfo?.messageSecret;
    const creator = this.#world.directory.byLid(message.author);
    if (!secret || creator === undefined) throw new Error(`message ${messageId} has no secret to answer with`);
    return { messageId, secret, creator: chats.jidOf(creator, chat), answerer: chats.jidOf(this.account, chat) };
  }
}

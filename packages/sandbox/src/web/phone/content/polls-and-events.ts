import { proto } from "@whiskeysockets/baileys";
import { pollOf } from "../message-kind.ts";

/** A question with answers to choose from. */
export interface PollToSend {
  readonly question: string;
  readonly options: readonly string[];
  /** How many may be chosen; any number when absent. */
  readonly selectable?: number | undefined;
}

/** An invitation. */
export interface EventToSend {
  readonly name: string;
  readonly description?: string | undefined;
  /** Unix milliseconds. */
  readonly startsAt: number;
  /** Unix milliseconds. */
  readonly endsAt?: number | undefined;
  readonly place?: { readonly name: string; readonly latitude: number; readonly longitude: number } | undefined;
}

/** An answer to an invitation. */
export type EventAnswer = "going" | "not going" | "maybe";

/** @param secret 32 bytes, which votes are encrypted with. Raises an Error for fewer than two options. */
export function pollMessage({ question, options, selectable = 0 }: PollToSend, secret: Buffer): proto.IMessage {
  if (new Set(options).size !== options.length || options.length < 2) {
    throw new Error("a poll has two options at least, all of them different");
  }
  const poll: proto.Message.IPollCreationMessage = {
    name: question,
    options: options.map((optionName) => ({ optionName })),
    selectableOptionsCount: selectable,
  };
  const messageContextInfo = { messageSecret: secret };
  // Apps write polls with one choice as version 3, and the others as version 1.
  return selectable === 1
    ? { messageContextInfo, pollCreationMessageV3: poll }
    : { messageContextInfo, pollCreationMessage: poll };
}

/** The names of a poll's options; empty for another message. */
export function optionsOf(content: proto.IMessage): string[] {
  return (pollOf(content)?.options ?? []).map(({ optionName }) => optionName ?? "");
}

/** @param secret 32 bytes, which responses are encrypted with. */
export function eventMessage(event: EventToSend, secret: Buffer): proto.IMessage {
  const { name, description, startsAt, endsAt, place } = event;
  return {
    messageContextInfo: { messageSecret: secret },
    eventMessage: {
      name,
      isCanceled: false,
      startTime: Math.floor(startsAt / 1000),
      ...(description === undefined ? {} : { description }),
      ...(endsAt === undefined ? {} : { endTime: Math.floor(endsAt / 1000) }),
      ...(place === undefined
        ? {}
        : { location: { degreesLatitude: place.latitude, degreesLongitude: place.longitude, name: place.name } }),
    },
  };
}

const { EventResponseType } = proto.Message.EventResponseMessage;

const RESPONSES = {
  going: EventResponseType.GOING,
  "not going": EventResponseType.NOT_GOING,
  maybe: EventResponseType.MAYBE,
} as const;

export function eventResponse(answer: EventAnswer, milliseconds: number): proto.Message.IEventResponseMessage {
  return { response: RESPONSES[answer], timestampMs: milliseconds };
}

/** The answer in a decrypted response; null for one that is not known. */
export function eventAnswerOf({ response }: proto.Message.IEventResponseMessage): EventAnswer | null {
  const found = Object.entries(RESPONSES).find(([, value]) => value === response);
  return (found?.[0] as EventAnswer | undefined) ?? null;
}

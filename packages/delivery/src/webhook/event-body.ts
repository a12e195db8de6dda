import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { EventEnvelope } from "@waxwing/contract";
import type { MediumFile } from "@waxwing/core";
import type { StreamedBody } from "@waxwing/outbound";

/** An event whose data is a message. */
export type MessageEnvelope = Extract<EventEnvelope, { type: "MESSAGES_UPSERT" | "SEND_MESSAGE" }>;

/** The body of a request: the event, and where it was to go. */
export function eventBody(envelope: EventEnvelope, destination: string): string {
  return JSON.stringify({ ...envelope, destination });
}

/**
 * The same with the message's medium as `data.message.base64`, read from its file while it is sent: how large media are, and
 * how slow their receivers, must not decide how much memory the server needs.
 */
export function eventBodyWithMedium(envelope: MessageEnvelope, destination: string, medium: MediumFile): StreamedBody {
  // A text that nobody who wrote a part of the event can have known.
  const marker = randomUUID();
  const { data } = envelope;
  const text = JSON.stringify({
    ...envelope,
    data: { ...data, message: { ...data.message, base64: marker } },
    destination,
  });
  const start = text.indexOf(marker);
  const before = Buffer.from(text.slice(0, start));
  const after = Buffer.from(text.slice(start + marker.length));
  return {
    bytes: before.length + 4 * Math.ceil(medium.bytes / 3) + after.length,
    async *chunks() {
      yield before;
      yield* base64Of(medium.path);
      yield after;
    },
  };
}

/** A file as base64, a piece at a time. */
async function* base64Of(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const read = Buffer.concat([rest, chunk as Buffer]);
    // Four characters stand for three bytes: what is left of them begins the next piece.
    const end = read.length - (read.length % 3);
    rest = read.subarray(end);
    yield Buffer.from(read.toString("base64", 0, end), "latin1");
  }
  yield Buffer.from(rest.toString("base64"), "latin1");
}

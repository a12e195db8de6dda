/** Where a contact can be reached: as a WhatsApp user among others, or by Meta's Cloud API. */
export type Via = "web" | "cloud";

/** A message that a contact received, as its phone shows it: decrypted. */
export interface ReceivedByContact {
  /** As WhatsApp (`3EB0…`) or Graph (`wamid.…`) numbered it. */
  readonly id: string;
  readonly via: Via;
  /** Digits of the sender's phone number. */
  readonly from: string;
  /** JID of the conversation: the sender's, a group's, or `status@broadcast`. */
  readonly chat: string;
  /** `text`, `image`, `video`, `audio`, `document`, `sticker`, `location`, `contacts`, `reaction`, `poll`, … */
  readonly type: string;
  /** The text, the caption, the question, the emoji of a reaction; null where there is nothing to read. */
  readonly text: string | null;
  /** Id of the message that this one replies to or reacts to. */
  readonly quotedId: string | null;
  /** Unix milliseconds. */
  readonly at: number;
  /** The whole content: the `Message` protobuf as plain JSON, or the body of the request to Graph. */
  readonly message: unknown;
  /** The file of a medium, decrypted and checked against its hashes. Rejects when the message has none. */
  media(): Promise<Buffer>;
}

import type { InboundBatch, InboundMessage, Inbox } from "@waxwing/core";
import type { StoredMessage } from "../types.ts";

type Item<List extends keyof InboundBatch> = NonNullable<InboundBatch[List]>[number];

/** An inbox that keeps what it gets, and answers what is stored. */
export class RecordingInbox implements Inbox {
  readonly batches: InboundBatch[] = [];
  /** Called before a batch is kept; rejecting is a failure to store it. */
  before: (batch: InboundBatch) => Promise<void> | void = () => {};
  #onHandled: (digests: readonly Buffer[]) => void = () => {};
  #isReceiving = false;

  async receive(_instanceId: string, batch: InboundBatch): Promise<void> {
    if (this.#isReceiving) throw new Error("two batches at once");
    this.#isReceiving = true;
    try {
      await this.before(batch);
      this.batches.push(batch);
      this.#onHandled(batch.handled ?? []);
    } finally {
      this.#isReceiving = false;
    }
  }

  onHandled(listener: (digests: readonly Buffer[]) => void): void {
    this.#onHandled = listener;
  }

  async byKeyId(_instanceId: string, keyId: string): Promise<StoredMessage | undefined> {
    const found = this.messages.find((message) => message.keyId === keyId);
    if (found === undefined) return undefined;
    const { remoteJidAlt = null, participant = "", engineData = null } = found;
    return { ...found, remoteJidAlt, participant, engineData };
  }

  /** All items of a list, in the order of storing. */
  all<List extends keyof InboundBatch>(list: List): Item<List>[] {
    return this.batches.flatMap((batch) => (batch[list] ?? []) as Item<List>[]);
  }

  get messages(): InboundMessage[] {
    return this.all("messages");
  }

  message(keyId: string): InboundMessage | undefined {
    return this.messages.find((message) => message.keyId === keyId);
  }

  get texts(): (string | undefined)[] {
    return this.messages.map(({ message }) => message.conversation);
  }
}

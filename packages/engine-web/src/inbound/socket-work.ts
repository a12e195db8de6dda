import { pause } from "@waxwing/core";
import { proto, type WAMessage } from "@whiskeysockets/baileys";
import { faultOf } from "./fault.ts";
import type { InboundOptions } from "./types.ts";

const { Type } = proto.Message.ProtocolMessage;

/** What only a socket can work on: it fetches, asks or changes the keys. */
const FOR_THE_SOCKET: ReadonlySet<number> = new Set([
  Type.HISTORY_SYNC_NOTIFICATION,
  Type.APP_STATE_SYNC_KEY_SHARE,
  Type.LID_MIGRATION_MAPPING_SYNC,
  Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
]);

/** Whether Baileys makes something of a message beside telling of it. */
export function isForSocket({ key, message }: WAMessage): boolean {
  return key.fromMe === true && FOR_THE_SOCKET.has(message?.protocolMessage?.type ?? -1);
}

/** How often it is looked whether Baileys still holds events back. */
const LOOK_AGAIN_MS = 100;

export interface SocketWorkParts {
  readonly options: Pick<InboundOptions, "keys" | "socket" | "log">;
  readonly stopping: AbortSignal;
  /** Baileys has worked on the payloads, and told what it made of them. */
  onDone(digests: readonly Buffer[]): void;
}

/**
 * Messages on which Baileys works beside telling of them: keys that it stores, messages that were missing. It tells of one
 * before it has worked on it, so its payload is handled later than it is told.
 */
export class SocketWork {
  readonly #parts: SocketWorkParts;
  /** Decrypted, and of no use before there is a socket. */
  #deferred: WAMessage[] = [];
  /** How often all that Baileys held back was told. */
  #tellings = 0;

  constructor(parts: SocketWorkParts) {
    this.#parts = parts;
  }

  /** Keeps messages for the socket that comes, in the place of those that were kept before. */
  defer(messages: readonly WAMessage[]): void {
    this.#deferred = [...messages];
  }

  /** Gives the socket what an earlier one could not work on; it tells of it as if it came now. */
  handOver(): void {
    const { log } = this.#parts.options;
    const socket = this.#parts.options.socket();
    if (socket === undefined) return;
    for (const message of this.#deferred.splice(0)) {
      const work = socket.messageMutex.mutex(() => socket.upsertMessage(message, "append"));
      work.catch((error: unknown) => {
        log.warn({ fault: faultOf(error) }, "a message of an earlier connection could not be worked on");
      });
    }
  }

  /** To be called with what Baileys tells. */
  told(): void {
    if (this.#parts.options.socket()?.ev.isBuffering() === false) this.#tellings += 1;
  }

  /** A message of these payloads was told. When the keys cannot be written, they stay for the next connection. */
  begun(digests: readonly Buffer[]): void {
    const { options, stopping, onDone } = this.#parts;
    this.#end().then(
      (isDone) => {
        if (isDone) onDone(digests);
      },
      (error: unknown) => {
        if (!stopping.aborted) options.log.warn({ fault: faultOf(error) }, "a message could not be worked on");
      },
    );
  }

  async #end(): Promise<boolean> {
    const { options, stopping } = this.#parts;
    const socket = options.socket();
    if (socket === undefined) return false;
    // Baileys works on a message within its turn, and does not end with keys that are not committed.
    await socket.messageMutex.mutex(async () => undefined);
    await options.keys.passed();
    // A message that it made may be held back still.
    const before = this.#tellings;
    while (!stopping.aborted && socket.ev.isBuffering() && this.#tellings === before) {
      await pause(LOOK_AGAIN_MS, stopping);
    }
    return !stopping.aborted;
  }
}

import type { WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { SessionKeys } from "../session.ts";
import { closeSocket, cutOff, settleSocket, within } from "./close-socket.ts";
import type { Inbound } from "./ports.ts";

export interface TearDownOptions {
  readonly socket: WASocket | undefined;
  /** Resolves when nothing of what the socket has to write is held. */
  readonly drained: (() => Promise<void>) | undefined;
  readonly inbound: Inbound;
  readonly keys: SessionKeys;
  /** `ended`: by itself or by a failure; `stopped`: the server stops; `discarded`: nobody wants what has arrived. */
  readonly mode: "ended" | "stopped" | "discarded";
  /** For what has arrived to be stored, in milliseconds. */
  readonly drainMs: number;
  readonly log: Logger;
}

/**
 * Takes a connection apart, from the outside in: socket, what has arrived, keys. Never rejects. Does not end before the keys
 * are written, however long the database takes: a late write of this connection would undo one of the next, which would use
 * keys of the ratchet a second time.
 */
export async function tearDown({ socket, drained, inbound, keys, mode, drainMs, log }: TearDownOptions): Promise<void> {
  if (socket !== undefined) {
    try {
      if (mode === "stopped") await settleSocket(socket, drained);
      await closeSocket(socket);
    } catch (error) {
      log.error({ err: error }, "the socket could not be closed as it should");
      cutOff(socket);
    }
  }
  if (mode !== "discarded" && !(await within(stored(inbound, log), drainMs))) {
    log.warn("not everything that had arrived is stored yet; the next connection takes it up");
  }
  inbound.stop();
  const closed = keys.close();
  if (!(await within(closed, drainMs))) log.warn("keys are still being written; the next connection waits for that");
  await closed;
}

/** What was told becomes events, and then what was decrypted but not told any more. */
async function stored(inbound: Inbound, log: Logger): Promise<void> {
  try {
    await inbound.replay();
  } catch (error) {
    log.warn({ err: error }, "what had arrived could not be stored; the next connection takes it up");
  }
}

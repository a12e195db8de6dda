import type { WASocket } from "@whiskeysockets/baileys";
import { NotWritten } from "../session.ts";
import { rawSocket } from "./raw-socket.ts";

/** What a socket writes, held until it may leave. */
export interface WriteGate {
  /**
   * What is written next, in the same turn of the event loop, and everything behind it leaves once `condition` has resolved.
   * Resolves when it has left; rejects with {@link NotWritten} when it never will, and then the connection is cut off.
   */
  leaving(condition: Promise<unknown>): Promise<void>;
  /** Resolves when nothing is held. */
  drained(): Promise<void>;
}

/** Of the frame that is written next. */
interface Departure {
  readonly condition: Promise<unknown>;
  follow(left: Promise<void>): void;
}

/**
 * Holds every frame of a socket until `uncommitted` keys are committed, and what follows it: the counter of the noise
 * protocol is in each, so that none can overtake or be left out. Whoever writes goes on at once, so that many encryptions
 * share a commit. When a frame may not leave, the connection is cut off.
 */
export function gateWrites(socket: WASocket, uncommitted: () => Promise<void> | undefined): WriteGate {
  const raw = rawSocket(socket);
  if (raw === null) throw new Error("the socket is closed");
  const send = raw.send.bind(raw);
  /** Settles when everything that is held now has left, or never will. */
  let held: Promise<void> | undefined;
  let next: Departure | undefined;

  const hold = (frame: Uint8Array, until: Promise<unknown>): Promise<void> => {
    const left = until.then(
      () => send(frame),
      (cause: unknown) => {
        raw.terminate();
        throw new NotWritten(cause);
      },
    );
    held = left;
    const forget = (): void => {
      if (held === left) held = undefined;
    };
    left.then(forget, forget);
    return left;
  };

  raw.send = (frame, written) => {
    const keys = uncommitted();
    if (held === undefined && keys === undefined && next === undefined) {
      send(frame, written);
      return;
    }
    const left = hold(frame, Promise.all([held, keys, next?.condition]));
    next?.follow(left);
    next = undefined;
    written?.();
  };
  return {
    leaving: (condition) =>
      new Promise((resolve) => {
        const departure: Departure = { condition, follow: resolve };
        next = departure;
        queueMicrotask(() => {
          if (next !== departure) return;
          // Nothing was written in this turn.
          next = undefined;
          resolve();
        });
      }),
    async drained() {
      while (held !== undefined) await held.catch(() => undefined);
    },
  };
}

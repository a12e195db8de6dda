import type { WASocket } from "@whiskeysockets/baileys";
import { type Departure, NotWritten } from "../session.ts";
import { rawSocket } from "./raw-socket.ts";

/** What a socket writes, held until it may leave. */
export interface WriteGate {
  /** Watches over what is written next, in the same turn of the event loop. */
  leaving(departure: Departure): void;
  /** Resolves when nothing is held. */
  drained(): Promise<void>;
}

/** What a gate goes by. */
export interface WriteGateOptions {
  /** Resolves once the keys of everything that was encrypted so far are committed; undefined when they are. */
  readonly uncommitted: () => Promise<void> | undefined;
  /** A frame may not leave: what it stands on could not be stored. The connection must end. */
  readonly onRefused: (error: NotWritten) => void;
}

/**
 * Holds every frame of a socket until the keys are committed, and what follows it: the counter of the noise protocol is in
 * each, so that none can overtake or be left out. Whoever writes goes on at once, so that many encryptions share a commit.
 */
export function gateWrites(socket: WASocket, { uncommitted, onRefused }: WriteGateOptions): WriteGate {
  const raw = rawSocket(socket);
  if (raw === null) throw new Error("the socket is closed");
  const send = raw.send.bind(raw);
  /** Settles when everything that is held now has left, or never will. */
  let held: Promise<void> | undefined;
  let next: Departure | undefined;

  const hold = (frame: Uint8Array, departure: Departure | undefined, until: Promise<unknown>): void => {
    const left = until.then(
      () => {
        if (!socket.ws.isOpen) {
          departure?.refused(new NotWritten("the connection ended before"));
          return;
        }
        departure?.left();
        send(frame);
      },
      (cause: unknown) => {
        const error = new NotWritten("what it stands on could not be stored", { cause });
        departure?.refused(error);
        raw.terminate();
        onRefused(error);
        throw error;
      },
    );
    held = left;
    const forget = (): void => {
      if (held === left) held = undefined;
    };
    left.then(forget, forget);
  };

  raw.send = (frame, written) => {
    const keys = uncommitted();
    const departure = next;
    next = undefined;
    if (held === undefined && keys === undefined && departure === undefined) {
      send(frame, written);
      return;
    }
    hold(frame, departure, Promise.all([held, keys, departure?.condition]));
    written?.();
  };
  return {
    leaving(departure) {
      next = departure;
      // Should nothing be written in this turn, it does not watch over something else.
      queueMicrotask(() => {
        if (next === departure) next = undefined;
      });
    },
    async drained() {
      while (held !== undefined) await held.catch(() => undefined);
    },
  };
}

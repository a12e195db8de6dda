import type { WASocket } from "@whiskeysockets/baileys";
import { NotWritten } from "../session.ts";
import { rawSocket } from "./raw-socket.ts";

/** What a socket writes, held until it may leave. */
export interface WriteGate {
  /** What is written from now on leaves once the promise has resolved; should it reject, the connection is cut off instead. */
  holdFor(condition: Promise<unknown>): void;
}

/**
 * Holds every frame of a socket until `uncommitted` keys are committed, and what follows it: the counter of the noise
 * protocol is in each, so that none can overtake or be left out. Nobody has to wait for the commit himself, and many
 * encryptions share one. A frame that may not leave is refused with {@link NotWritten}, and the connection cut off.
 */
export function gateWrites(socket: WASocket, uncommitted: () => Promise<void> | undefined): WriteGate {
  const raw = rawSocket(socket);
  if (raw === null) throw new Error("the socket is closed");
  const send = raw.send.bind(raw);
  /** Settles when everything that is held now has been written. */
  let held: Promise<unknown> | undefined;

  const hold = (until: Promise<unknown>): void => {
    const settled = until.then(
      () => undefined,
      () => undefined,
    );
    held = until;
    void settled.then(() => {
      if (held === until) held = undefined;
    });
  };

  raw.send = (frame, written) => {
    const keys = uncommitted();
    if (held === undefined && keys === undefined) {
      send(frame, written);
      return;
    }
    const turn = Promise.all([held, keys]).then(
      () => send(frame, written),
      (cause: unknown) => {
        raw.terminate();
        written?.(new NotWritten(cause));
        throw cause;
      },
    );
    hold(turn);
  };
  return { holdFor: (condition) => hold(Promise.all([held, condition])) };
}

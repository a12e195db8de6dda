import type { BaileysEventMap, BinaryNode, WASocket } from "@whiskeysockets/baileys";

/** Longer than one message usually takes, shorter than the pause after which Baileys itself tells of what it has kept back. */
const TELL_AFTER_MS = 15;

/** After the last stanza; the first covers nearly everything, the others what takes long on a busy machine. */
const RELEASE_AFTER_MS = [250, 1_000, 4_000, 16_000] as const;

/** Keeps the messages of a connection in the order in which they came. */
export interface MessageOrder {
  /** To be told of every stanza before Baileys works on it. */
  arrived(stanza: BinaryNode): void;
  told(events: Partial<BaileysEventMap>): void;
  stop(): void;
}

/**
 * Baileys has two ways for a message: what WhatsApp had kept goes one after the other, what comes live is begun at once. A live message then
 * overtakes kept ones, and the second of a new contact the first, whose addresses are still being stored. So that events have the
 * order of the stanzas, every message takes the first way (inbound treats both alike). On that way Baileys tells of messages in
 * groups, after 100 ms; once the first synchronisation is over, they are told sooner.
 *
 * Telling while Baileys is at work on something leaves its own timer of 100 ms behind, spent but taken for running (7.0.0-rc14,
 * `flushPendingTimeout`): whatever comes next would wait for 30 s. Keeping back and telling once more forgets that timer.
 */
export function keepMessageOrder(socket: Pick<WASocket, "ev">, isSynchronised: () => boolean): MessageOrder {
  let hasCaughtUp = false;
  let timer: NodeJS.Timeout | undefined;
  let releasing: NodeJS.Timeout | undefined;
  let releases = 0;
  // Before that, Baileys keeps events back to join them with the history.
  const mayTell = (): boolean => hasCaughtUp && isSynchronised();
  const tell = (): void => {
    timer = undefined;
    if (mayTell()) socket.ev.flush();
  };
  const release = (): void => {
    releases += 1;
    releasing = undefined;
    if (mayTell()) {
      socket.ev.buffer();
      socket.ev.flush();
    }
    releaseLater();
  };
  const releaseLater = (): void => {
    const delayMs = RELEASE_AFTER_MS[releases];
    if (delayMs !== undefined) releasing = setTimeout(release, delayMs);
  };
  return {
    arrived(stanza) {
      if (releasing === undefined || releases > 0) {
        clearTimeout(releasing);
        releases = 0;
        releaseLater();
      }
      if (stanza.tag !== "message") return;
      stanza.attrs["offline"] ??= "0";
      timer ??= setTimeout(tell, TELL_AFTER_MS);
    },
    told(events) {
      if (events["connection.update"]?.receivedPendingNotifications === true) hasCaughtUp = true;
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(releasing);
    },
  };
}

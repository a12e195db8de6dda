import type { BaileysEventMap, BinaryNode, WASocket } from "@whiskeysockets/baileys";

/** Longer than one message usually takes, shorter than the pause after which Baileys itself tells of what it has kept back. */
const TELL_AFTER_MS = 15;

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
 */
export function keepMessageOrder(socket: Pick<WASocket, "ev">, isSynchronised: () => boolean): MessageOrder {
  let hasCaughtUp = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    // Before that, Baileys keeps events back to join them with the history.
    if (hasCaughtUp && isSynchronised()) socket.ev.flush();
  };
  return {
    arrived(stanza) {
      if (stanza.tag !== "message") return;
      stanza.attrs["offline"] ??= "0";
      timer ??= setTimeout(tell, TELL_AFTER_MS);
    },
    told(events) {
      if (events["connection.update"]?.receivedPendingNotifications === true) hasCaughtUp = true;
    },
    stop: () => clearTimeout(timer),
  };
}

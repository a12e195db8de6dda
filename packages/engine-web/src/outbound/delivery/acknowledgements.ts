import { type BinaryNode, jidDecode, type WASocket } from "@whiskeysockets/baileys";

/** What becomes of a message that has left. */
export interface AcknowledgementListener {
  /** WhatsApp answered: it took the message, or refused it with an error code. */
  answered(errorCode: string | undefined): void;
  /** The connection ended: nothing will be answered any more. */
  lost(): void;
}

interface Waiting {
  readonly user: string | undefined;
  readonly listener: AcknowledgementListener;
}

/** Answers to messages, by socket. */
export interface Acknowledgements {
  /** Listens from now on; call what it gives to stop. Must be called before the message is sent. */
  expect(socket: WASocket, remoteJid: string, id: string, listener: AcknowledgementListener): () => void;
}

/** One listener for each socket, however many messages wait: an emitter walks through all of its listeners each time. */
export function createAcknowledgements(): Acknowledgements {
  // By socket, which takes its entry with it.
  const bySocket = new WeakMap<WASocket, Map<string, Set<Waiting>>>();

  const waitingOn = (socket: WASocket): Map<string, Set<Waiting>> => {
    const known = bySocket.get(socket);
    if (known !== undefined) return known;
    const waiting = new Map<string, Set<Waiting>>();
    bySocket.set(socket, waiting);
    socket.ws.on("CB:ack,class:message", (node: BinaryNode) => answer(waiting, node));
    const lost = (): void => {
      for (const each of [...waiting.values()].flatMap((entries) => [...entries])) each.listener.lost();
    };
    // Baileys takes all listeners from `close` when it ends the connection itself, and tells with an event instead.
    socket.ws.on("close", lost);
    socket.ev.on("connection.update", ({ connection }) => {
      if (connection === "close") lost();
    });
    return waiting;
  };

  return {
    expect(socket, remoteJid, id, listener) {
      const waiting = waitingOn(socket);
      const entry: Waiting = { user: jidDecode(remoteJid)?.user, listener };
      const entries = waiting.get(id) ?? new Set();
      waiting.set(id, entries.add(entry));
      return () => {
        entries.delete(entry);
        if (entries.size === 0 && waiting.get(id) === entries) waiting.delete(id);
      };
    },
  };
}

function answer(waiting: ReadonlyMap<string, ReadonlySet<Waiting>>, { attrs }: BinaryNode): void {
  const entries = [...(waiting.get(attrs["id"] ?? "") ?? [])];
  // Callers choose ids and may use one in two chats at a time; else the id alone tells, however the chat is named here.
  const user = jidDecode(attrs["from"])?.user;
  const entry = entries.find((each) => each.user === user) ?? (entries.length === 1 ? entries[0] : undefined);
  entry?.listener.answered(attrs["error"]);
}

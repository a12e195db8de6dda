import type { EngineInstance, Inbox, MessageLookup } from "@waxwing/core";
import {
  type BaileysEventMap,
  type BinaryNode,
  isJidGroup,
  jidNormalizedUser,
  makeWASocket,
  S_WHATSAPP_NET,
  type WASocket,
  type WAVersion,
} from "@whiskeysockets/baileys";
import type { ILogger } from "@whiskeysockets/baileys/lib/Utils/logger.js";
import type { Logger } from "pino";
import type { SessionKeys, WebSession } from "../session.ts";
import { answerCall } from "./call-rejection.ts";
import { type Closing, closingOf, type LocalCause, localClosing } from "./close-rules.ts";
import { cutOff } from "./close-socket.ts";
import type { InstanceCaches } from "./instance-caches.ts";
import { type Liveness, type LivenessOptions, watchLiveness } from "./liveness.ts";
import { keepMessageOrder } from "./message-order.ts";
import type { ConnectionPorts, Inbound } from "./ports.ts";
import { type DeviceName, socketConfig } from "./socket-config.ts";
import { tearDown } from "./tear-down.ts";
import type { Transport } from "./transport.ts";
import { openUsableKeys } from "./usable-keys.ts";
import { gateWrites, type WriteGate } from "./write-gate.ts";

/** What all connections of a server have in common. */
export interface ConnectionEnvironment {
  readonly ports: ConnectionPorts;
  readonly inbox: Inbox;
  readonly messages: MessageLookup;
  readonly transport: Transport;
  readonly device: DeviceName;
  readonly version?: WAVersion | undefined;
  readonly qrMs?: number | undefined;
  readonly liveness: LivenessOptions;
  /** From the socket until WhatsApp shows a QR code or lets it in, in milliseconds. */
  readonly establishMs: number;
  /** For what has arrived to be stored once a connection has ended, in milliseconds. */
  readonly drainMs: number;
}

export interface WebConnectionOptions extends ConnectionEnvironment {
  readonly instance: () => EngineInstance;
  readonly caches: InstanceCaches;
  readonly isPairingByCode: boolean;
  readonly log: Logger;
  readonly socketLog: ILogger;
  /** A QR code can be scanned. Answers why the connection shall end instead. */
  onQr(text: string, requestCode: (number: string) => Promise<string>): LocalCause | undefined;
  onOpen(session: WebSession, ownerJid: string, profileName: string | undefined): void;
  onName(profileName: string): void;
}

/** For the WebSocket to open; whoever does not answer holds a place of those that connect at a time. */
const connectMs = 20_000;

/** Reason of an abort: what has arrived need not be stored, its instance is logged out or deleted. */
export const discard = Symbol("discard");

/**
 * One connection of an instance, from its keys to its end. Resolves once nothing of it is left. Rejects when its keys
 * cannot be opened. The signal ends it without an error.
 */
export async function runWebConnection(options: WebConnectionOptions, signal: AbortSignal): Promise<Closing> {
  const { ports, log } = options;
  const ended = Promise.withResolvers<Closing>();
  const end = (cause: LocalCause): void => ended.resolve(localClosing(cause));
  let socket: WASocket | undefined;
  let hasFailed = false;
  // At once: Baileys tells WhatsApp to send anew what could not be decrypted, also when that is the database's fault.
  const fail = (error: Error): void => {
    if (socket !== undefined) cutOff(socket);
    if (hasFailed) return;
    hasFailed = true;
    log.error({ err: error }, "the connection is dropped: what it had to write could not be written");
    end("storage_failed");
  };
  const present = (): WASocket | undefined => socket;
  const made = (opened: WASocket): void => {
    socket = opened;
  };
  const stopped: Closing = { code: 428, isFromWhatsApp: false };
  // An event that has been is not told again.
  if (signal.aborted) return stopped;
  const abort = (): void => ended.resolve(stopped);
  signal.addEventListener("abort", abort, { once: true });

  try {
    const keys = await openUsableKeys(ports, { instanceId: options.instance().id, log, onFailure: fail });
    return await runWithKeys(options, keys, { ended, end, fail, present, made }, signal);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

interface Ending {
  readonly ended: PromiseWithResolvers<Closing>;
  readonly end: (cause: LocalCause) => void;
  readonly fail: (error: Error) => void;
  /** The socket, once it is made. */
  readonly present: () => WASocket | undefined;
  readonly made: (socket: WASocket) => void;
}

async function runWithKeys(
  options: WebConnectionOptions,
  keys: SessionKeys,
  { ended, end, fail, present, made }: Ending,
  signal: AbortSignal,
): Promise<Closing> {
  const { ports, log } = options;
  let way: ReturnType<Transport["through"]> | undefined;
  let gate: WriteGate | undefined;
  let stopListening = (): void => {};
  const inbound = ports.createInbound({
    instance: options.instance,
    keys,
    inbox: options.inbox,
    messages: options.messages,
    socket: present,
    group: async (groupJid) => {
      const socket = present();
      if (socket === undefined) return undefined;
      return options.caches.groups.get(groupJid, () => socket.groupMetadata(groupJid));
    },
    onGroupChange: options.caches.groups.forget,
    onCall: (call) => {
      const socket = present();
      if (socket !== undefined) void answerCall(call, options.instance(), socket, log);
    },
    log,
    onFailure: fail,
  });
  try {
    const early = await Promise.race([inbound.replay().then(() => undefined), ended.promise]);
    if (early !== undefined) return early;
    way = options.transport.through(options.instance().proxy);
    const socket = openSocket(options, keys, way.socket, present);
    made(socket);
    gate = gateWrites(socket, { uncommitted: keys.uncommitted, onRefused: fail });
    stopListening = listen(options, { socket, gate, keys, inbound, end, ended: ended.resolve, fail });
    return await ended.promise;
  } finally {
    stopListening();
    const mode = !signal.aborted ? "ended" : signal.reason === discard ? "discarded" : "stopped";
    await tearDown({ socket: present(), drained: gate?.drained, inbound, keys, mode, drainMs: options.drainMs, log });
    await way?.close();
  }
}

function openSocket(
  options: WebConnectionOptions,
  keys: SessionKeys,
  transport: Parameters<typeof socketConfig>[0]["transport"],
  present: () => WASocket | undefined,
): WASocket {
  return makeWASocket(
    socketConfig({
      instance: options.instance(),
      keys,
      transport,
      caches: options.caches,
      messages: options.messages,
      device: options.device,
      version: options.version,
      qrMs: options.qrMs,
      isPairingByCode: options.isPairingByCode,
      log: options.socketLog,
      fetchGroup: async (groupJid) => {
        const socket = present();
        if (socket === undefined) throw new Error("the connection is not open");
        return socket.groupMetadata(groupJid);
      },
    }),
  );
}

interface Listening {
  readonly socket: WASocket;
  readonly gate: WriteGate;
  readonly keys: SessionKeys;
  readonly inbound: Inbound;
  readonly end: (cause: LocalCause) => void;
  readonly ended: (closing: Closing) => void;
  readonly fail: (error: Error) => void;
}

/** Hears what the socket tells until its end. Answers how to stop the timers. */
function listen(
  options: WebConnectionOptions,
  { socket, gate, keys, inbound, end, ended, fail }: Listening,
): () => void {
  let liveness: Liveness | undefined;
  const order = keepMessageOrder(socket, () => keys.auth.creds.accountSyncCounter > 0);
  const establishing = setTimeout(() => end("establish_timeout"), options.establishMs);
  const connecting = setTimeout(() => end("establish_timeout"), Math.min(connectMs, options.establishMs));
  socket.ws.on("open", () => clearTimeout(connecting));

  socket.ws.on("frame", (frame: BinaryNode | Uint8Array) => {
    if (frame instanceof Uint8Array) return;
    keys.noteStanza(frame);
    order.arrived(frame);
    if (frame.tag === "iq" && frame.attrs.type !== "set") liveness?.answered();
    else if (frame.tag === "message") liveness?.messageArrived();
    // WhatsApp tells a hash of a group's members when it is not the one that the sender had in mind.
    else if (frame.tag === "ack" && frame.attrs.phash && isJidGroup(frame.attrs.from)) {
      options.caches.groups.forget(frame.attrs.from ?? "");
    }
  });

  // Whoever listens to this event, as Baileys does for no purpose, must end the connection himself.
  socket.ws.on("unexpected-response", (_request: unknown, { statusCode = 500 }: { statusCode?: number }) =>
    ended({ code: statusCode, isFromWhatsApp: false, cause: "unreachable" }),
  );

  const opened = (): void => {
    clearTimeout(establishing);
    const { id, name } = keys.auth.creds.me ?? { id: "" };
    liveness = watchLiveness({
      ...options.liveness,
      ask: (ms) => isAnswering(socket, ms),
      // Before its turn in the mutex, a message stores addresses, which takes a turn with the keys.
      passQueue: async () => {
        await keys.passed();
        await socket.messageMutex.mutex(async () => undefined);
      },
      onDeaf: () => end("deaf"),
    });
    const session: WebSession = {
      instanceId: options.instance().id,
      socket,
      leaving: gate.leaving,
      log: options.log,
    };
    options.onOpen(session, jidNormalizedUser(id), name);
  };

  socket.ev.process((events: Partial<BaileysEventMap>) => {
    const update = events["connection.update"];
    const credentials = events["creds.update"];
    if (credentials !== undefined) {
      keys.saveCredentials().catch(fail);
      if (credentials.me?.name !== undefined && liveness !== undefined) options.onName(credentials.me.name);
    }
    order.told(events);
    inbound.process(events);
    if (update?.qr !== undefined) {
      clearTimeout(establishing);
      const cause = options.onQr(update.qr, (number) => socket.requestPairingCode(number));
      if (cause !== undefined) end(cause);
    }
    if (update?.connection === "open") opened();
    if (update?.connection === "close") {
      // What Baileys holds back would be lost with the socket.
      socket.ev.flush();
      ended(closingOf(update.lastDisconnect?.error));
    }
  });

  return () => {
    clearTimeout(connecting);
    clearTimeout(establishing);
    order.stop();
    liveness?.stop();
  };
}

/** Asks what costs least and goes through the whole stack of both sides. */
async function isAnswering(socket: WASocket, ms: number): Promise<boolean> {
  const ping: BinaryNode = {
    tag: "iq",
    attrs: { to: S_WHATSAPP_NET, type: "get", xmlns: "w:p" },
    content: [{ tag: "ping", attrs: {} }],
  };
  try {
    return (await socket.query(ping, ms)) !== undefined;
  } catch {
    return false;
  }
}

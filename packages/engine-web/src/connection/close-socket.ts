import { setTimeout } from "node:timers/promises";
import { Boom } from "@hapi/boom";
import { DisconnectReason, type WASocket } from "@whiskeysockets/baileys";
import { rawSocket } from "./raw-socket.ts";

/** For the close handshake of the WebSocket; whoever does not answer is cut off. */
const closeMs = 1_000;
/** For what WhatsApp has sent before: its receipts and acknowledgements should leave first. */
const answerMs = 2_000;

/**
 * Lets what is being worked on be answered, while nothing more is read: WhatsApp would send it once more, and Baileys logs
 * an error for an answer that comes too late. Messages that wait behind it come again.
 */
export async function settleSocket(socket: WASocket, drained?: () => Promise<void>): Promise<void> {
  if (!socket.ws.isOpen) return;
  rawSocket(socket)?.pause();
  const { messageMutex, receiptMutex, notificationMutex } = socket;
  const nothing = async (): Promise<void> => {};
  const answered = Promise.all([messageMutex, receiptMutex, notificationMutex].map((queue) => queue.mutex(nothing)));
  await within(
    answered.then(() => drained?.()),
    answerMs,
  );
}

/**
 * Closes a socket for good: what Baileys holds back is told, the connection is gone even when the other side is silent,
 * and no query waits any longer.
 */
export async function closeSocket(socket: WASocket): Promise<void> {
  socket.ev.flush();
  const { isOpen } = socket.ws;
  const ended = socket.end(undefined);
  // Nobody hears any more what comes now, but the other side's part of the close handshake must be read.
  if (isOpen) rawSocket(socket)?.resume();
  if (!(await within(ended, closeMs))) {
    cutOff(socket);
    await within(ended, closeMs);
  }
  // `end` takes the listener away that would have told those who wait for an answer; without this they would wait a minute.
  socket.ws.emit("error", new Boom("Connection Closed", { statusCode: DisconnectReason.connectionClosed }));
  socket.ws.removeAllListeners();
  // A WebSocket that is closed while it connects says so later, to nobody in particular.
  socket.ws.on("error", () => undefined);
}

/** Cuts the connection now: nothing leaves any more, not even what is being written. */
export function cutOff(socket: WASocket): void {
  rawSocket(socket)?.terminate();
}

/** Whether a promise settled within a time. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const limit = new AbortController();
  const late = setTimeout(ms, false, { signal: limit.signal, ref: false }).catch(() => false);
  const settled = promise.then(
    () => true,
    () => true,
  );
  const isSettled = await Promise.race([settled, late]);
  limit.abort();
  return isSettled;
}

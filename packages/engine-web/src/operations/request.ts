import { WaxwingError } from "@waxwing/contract";
import type { WASocket } from "@whiskeysockets/baileys";
import type { WebSession } from "../session.ts";
import { onSocketEnd } from "./socket-ends.ts";
import { connectionLost, type Subject, unanswered, whatsappError } from "./whatsapp-error.ts";

/** Below the minute after which Baileys resolves a query with nothing. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** How a request is made. */
export interface RequestOptions {
  readonly signal: AbortSignal;
  /** What it is about; `account` when absent. */
  readonly subject?: Subject;
  /** Bound of the whole of `work`, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Asks WhatsApp for something over an open connection: bounded, cancellable, and with the contract's errors. A socket that
 * ends forgets the queries that wait on it, so the end is watched here.
 * @throws INSTANCE_NOT_CONNECTED when nothing has left, WHATSAPP_UNAVAILABLE when no answer came, REQUEST_CANCELLED, and
 * what {@link whatsappError} makes of WhatsApp's refusals
 */
export async function request<T>(
  { socket }: Pick<WebSession, "socket">,
  { signal, subject = "account", timeoutMs = REQUEST_TIMEOUT_MS }: RequestOptions,
  work: (socket: WASocket) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw cancelled(signal);
  if (!socket.ws.isOpen) throw new WaxwingError("INSTANCE_NOT_CONNECTED");
  const interruption = Promise.withResolvers<never>();
  const onAbort = (): void => interruption.reject(cancelled(signal));
  const timer = setTimeout(() => interruption.reject(unanswered(timeoutMs)), timeoutMs);
  signal.addEventListener("abort", onAbort, { once: true });
  const forget = onSocketEnd(socket, (error) => interruption.reject(connectionLost(error)));
  try {
    return await Promise.race([work(socket), interruption.promise]);
  } catch (error) {
    throw whatsappError(error, subject);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    forget();
  }
}

/** The error of a call whose caller or time has gone. */
export function cancelled(signal: AbortSignal): WaxwingError {
  if (signal.reason instanceof WaxwingError) return signal.reason;
  return new WaxwingError("REQUEST_CANCELLED", undefined, { cause: signal.reason });
}

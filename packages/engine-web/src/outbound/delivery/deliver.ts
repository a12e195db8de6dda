import { isJidNewsletter, isJidStatusBroadcast } from "@whiskeysockets/baileys";
import type { WebSession } from "../../session.ts";
import { cancelled } from "../cancellation.ts";
import type { StoredMessage } from "../engine-data.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import { elementsWithNotice } from "./departure.ts";
import { connectionLost, failureBeforeDeparture, noAnswerBeforeDeparture, outcomeUnknown } from "./failures.ts";
import { privacyTokenFor } from "./privacy-tokens.ts";
import { assertReachable } from "./recipient-devices.ts";
import { refusedBy } from "./refusals.ts";
import { extrasOf } from "./stanza-elements.ts";

/** How long a delivery may take. */
export interface DeliveryPatience {
  /** For devices, keys and encryption, in milliseconds. */
  readonly departureMs: number;
  /** From the moment at which the message leaves, in milliseconds. */
  readonly acknowledgementMs: number;
}

/** What a delivery goes by, beside the message. */
export interface DeliveryCircumstances {
  readonly acknowledgements: Acknowledgements;
  readonly patience: DeliveryPatience;
  /** The message must not leave before. */
  readonly noted: Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Sends a message and resolves once WhatsApp has taken it. It is encrypted at once and leaves when it is `noted`. Every
 * error but SEND_OUTCOME_UNKNOWN means that it was not taken, and will not be by this attempt: what is given up before it
 * leaves does not leave later.
 */
export async function deliverMessage(
  session: WebSession,
  { id, remoteJid, message, audience }: StoredMessage,
  { acknowledgements, patience, noted, signal }: DeliveryCircumstances,
): Promise<void> {
  const { socket } = session;
  if (signal.aborted) throw cancelled(signal);
  // A newsletter's message is written without a notice: it may have left from the start.
  let hasLeft = isJidNewsletter(remoteJid) === true;
  let isOver = false;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  noted.catch(reject);
  const patienceIsOver = (): void => reject(hasLeft ? outcomeUnknown("silent") : noAnswerBeforeDeparture());
  const onAbort = (): void => reject(hasLeft ? outcomeUnknown("cancelled", signal.reason) : cancelled(signal));
  let timer = setTimeout(patienceIsOver, hasLeft ? patience.acknowledgementMs : patience.departureMs);
  signal.addEventListener("abort", onAbort, { once: true });
  const forget = acknowledgements.expect(socket, remoteJid, id, {
    answered: (errorCode) =>
      errorCode === undefined ? resolve() : reject(refusedBy(Number(errorCode) || 0, remoteJid)),
    lost: () => reject(hasLeft ? outcomeUnknown("lost") : connectionLost()),
  });
  const leaves = (): void => {
    if (isOver || signal.aborted) throw cancelled(signal);
    // On a socket that is not open Baileys writes nothing, and says so.
    if (!socket.ws.isOpen) return;
    hasLeft = true;
    session.leaving(noted).catch((error: unknown) => reject(failureBeforeDeparture(error, remoteJid)));
    clearTimeout(timer);
    timer = setTimeout(patienceIsOver, patience.acknowledgementMs);
  };
  const relay = async (): Promise<void> => {
    try {
      await assertReachable(socket, remoteJid);
      const giveToken = await privacyTokenFor(session, remoteJid, message);
      if (hasLeft) await noted;
      const { attributes, elements } = extrasOf(message, remoteJid);
      await socket.relayMessage(remoteJid, message, {
        messageId: id,
        additionalAttributes: attributes,
        additionalNodes: elementsWithNotice(elements, leaves),
        ...(isJidStatusBroadcast(remoteJid) ? { statusJidList: [...audience] } : {}),
      });
      hasLeft = true;
      await giveToken?.();
    } catch (error) {
      if (!hasLeft) reject(failureBeforeDeparture(error, remoteJid));
      // Whatever failed afterwards, the acknowledgement decides; it cannot come on a connection that is gone.
      else if (!socket.ws.isOpen) reject(outcomeUnknown("lost", error));
    }
  };
  void relay();
  try {
    await promise;
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    forget();
  }
}

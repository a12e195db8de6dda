import { isJidNewsletter, isJidStatusBroadcast } from "@whiskeysockets/baileys";
import type { NotWritten, WebSession } from "../../session.ts";
import { cancelled } from "../cancellation.ts";
import type { StoredMessage } from "../engine-data.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import { elementsWithNotice } from "./departure.ts";
import { connectionLost, failureBeforeDeparture, noAnswerBeforeDeparture, outcomeUnknown } from "./failures.ts";
import { type DueToken, privacyTokenFor } from "./privacy-tokens.ts";
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
 * Sends a message and resolves once WhatsApp has taken it. It is encrypted at once, held until it is `noted`, and leaves.
 * Every error but SEND_OUTCOME_UNKNOWN means that it was not taken, and will not be by this attempt: what is given up before
 * it is held does not leave later; of what is held, that is not known until the connection ends.
 */
export async function deliverMessage(
  session: WebSession,
  { id, remoteJid, message, audience }: StoredMessage,
  { acknowledgements, patience, noted, signal }: DeliveryCircumstances,
): Promise<void> {
  const { socket } = session;
  if (signal.aborted) throw cancelled(signal);
  let place: "here" | "held" | "gone" = "here";
  let isOver = false;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  noted.catch(reject);
  const patienceIsOver = (): void => reject(place === "here" ? noAnswerBeforeDeparture() : outcomeUnknown("silent"));
  const onAbort = (): void => reject(place === "here" ? cancelled(signal) : outcomeUnknown("cancelled", signal.reason));
  const lost = (cause?: unknown): void =>
    reject(place === "gone" ? outcomeUnknown("lost", cause) : connectionLost(cause));
  let timer = setTimeout(patienceIsOver, patience.departureMs);
  signal.addEventListener("abort", onAbort, { once: true });
  const forget = acknowledgements.expect(socket, remoteJid, id, {
    answered: (errorCode) =>
      errorCode === undefined ? resolve() : reject(refusedBy(Number(errorCode) || 0, remoteJid)),
    lost,
  });
  const departed = Promise.withResolvers<void>();
  departed.promise.catch(() => undefined);
  const left = (): void => {
    place = "gone";
    departed.resolve();
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(patienceIsOver, patience.acknowledgementMs);
  };
  const assertWanted = (): void => {
    if (isOver || signal.aborted) throw cancelled(signal);
  };
  const leaves = (): void => {
    assertWanted();
    // On a socket that is not open Baileys writes nothing, and says so.
    if (!socket.ws.isOpen) return;
    place = "held";
    const refused = (error: NotWritten): void => {
      lost(error);
      departed.reject(error);
    };
    session.leaving({ condition: noted, left, refused });
  };
  const relay = async (): Promise<void> => {
    let token: DueToken | undefined;
    try {
      await assertReachable(socket, remoteJid);
      token = await privacyTokenFor(session, remoteJid, message);
      if (isJidNewsletter(remoteJid)) {
        // It is written without a notice: it may leave from now on.
        await noted;
        assertWanted();
        left();
      }
      const { attributes, elements } = extrasOf(message, remoteJid);
      await socket.relayMessage(remoteJid, message, {
        messageId: id,
        additionalAttributes: attributes,
        additionalNodes: elementsWithNotice(elements, leaves),
        ...(isJidStatusBroadcast(remoteJid) ? { statusJidList: [...audience] } : {}),
      });
      // Should another version of Baileys give no notice: it may have left.
      if (place === "here") left();
      await departed.promise;
      await token?.give();
    } catch (error) {
      if (place === "here") reject(failureBeforeDeparture(error, remoteJid));
      // Whatever failed afterwards, the acknowledgement decides; it cannot come on a connection that is gone.
      else if (!socket.ws.isOpen) lost(error);
      if (place !== "gone") await token?.forget();
    }
  };
  relay().catch((err: unknown) => session.log.debug({ err }, "what a message left behind could not be tidied up"));
  try {
    await promise;
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    forget();
  }
}

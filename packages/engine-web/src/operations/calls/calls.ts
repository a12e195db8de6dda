import { WaxwingError } from "@waxwing/contract";
import { type CallHandling, pause } from "@waxwing/core";
import { type BaileysEventMap, type BinaryNode, isLidUser, isPnUser, type WASocket } from "@whiskeysockets/baileys";
import type { WebSession, WebSessions } from "../../session.ts";
import { sendCallSignal } from "./call-stanza.ts";
import { endCall, keysOfCall, newCallId, type OutgoingCall, offerCall } from "./offer.ts";

/** Calls on WhatsApp Web: they ring and are refused, nobody speaks. */
export function createCalls({ sessions }: { readonly sessions: WebSessions }): CallHandling {
  return {
    async offerCall(instance, { remoteJid, isVideo, durationSeconds }, signal) {
      if (!isPnUser(remoteJid) && !isLidUser(remoteJid)) {
        throw new WaxwingError("RECIPIENT_INVALID", "Only single accounts can be called.");
      }
      const session = sessions.of(instance);
      const call = { id: newCallId(), to: remoteJid, isVideo };
      const keys = await keysOfCall(session, call, { signal });
      await ring(session, call, { keys, durationSeconds, signal });
      return { id: call.id };
    },

    async rejectCall(instance, { id, from }, signal) {
      const attrs = { "call-id": id, "call-creator": from, count: "0" };
      await sendCallSignal(sessions.of(instance), from, { tag: "reject", attrs }, { signal });
    },
  };
}

interface Ringing {
  readonly keys: readonly BinaryNode[];
  readonly durationSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Lets it ring until the time is over, the other side has answered, or the caller has gone; then the call is ended. An
 * offer that failed is ended as well, since it may have left: whoever gave up must not leave a phone ringing.
 */
async function ring(
  session: WebSession,
  call: OutgoingCall,
  { keys, durationSeconds, signal }: Ringing,
): Promise<void> {
  const end = (): Promise<void> => endCall(session, call, { signal: new AbortController().signal });
  // Heard before the offer is sent: an answer may come right behind its acknowledgement.
  const answered = answerTo(session.socket, call.id);
  try {
    await offerCall(session, call, keys, { signal });
    await pause(durationSeconds * 1000, AbortSignal.any([signal, answered.signal]));
  } catch (error) {
    await end().catch((err: unknown) => session.log.info({ err }, "an offered call that failed could not be ended"));
    throw error;
  } finally {
    answered.stop();
  }
  if (answered.by !== "reject") await end();
}

type CallStatus = BaileysEventMap["call"][number]["status"];

const ANSWERS: readonly CallStatus[] = ["accept", "reject", "terminate", "timeout"];

function answerTo(socket: WASocket, id: string): { signal: AbortSignal; readonly by: CallStatus | null; stop(): void } {
  const answered = new AbortController();
  let by: CallStatus | null = null;
  const onCall = (calls: BaileysEventMap["call"]): void => {
    const answer = calls.find((call) => call.id === id && ANSWERS.includes(call.status));
    if (answer === undefined) return;
    by = answer.status;
    answered.abort();
  };
  socket.ev.on("call", onCall);
  return {
    signal: answered.signal,
    get by() {
      return by;
    },
    stop: () => socket.ev.off("call", onCall),
  };
}

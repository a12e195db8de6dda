import type { EngineInstance } from "@waxwing/core";
import { jidNormalizedUser, type WACallEvent, type WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";

/** Rejects a call that is offered when the instance is set so, and tells the caller its text. */
export async function answerCall(
  call: WACallEvent,
  instance: EngineInstance,
  socket: WASocket,
  log: Logger,
): Promise<void> {
  const { rejectCall, msgCall } = instance.settings;
  if (!rejectCall || call.status !== "offer" || call.offline) return;
  try {
    await socket.rejectCall(call.id, call.from);
    if (msgCall === "" || call.isGroup === true) return;
    // Comes back as an own message, and is stored like one.
    await socket.sendMessage(jidNormalizedUser(call.callerPn ?? call.from), { text: msgCall });
  } catch (error) {
    log.warn({ err: error }, "a call could not be rejected");
  }
}

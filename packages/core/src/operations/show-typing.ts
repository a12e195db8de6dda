import type { CoreParts } from "../core-parts.ts";
import type { ChatPresence, OutgoingKind } from "../engine.ts";
import type { OperationContext } from "../operation-context.ts";
import { pause } from "../waiting.ts";

/** After so many milliseconds a presence is shown again: WhatsApp stops showing it after 25 s or so. */
export const presenceRefreshMs = 20_000;

/**
 * Waits `delayMs` milliseconds and meanwhile shows typing (recording, for a voice note) in the chat, where the engine can.
 * That it cannot be shown delays and fails nothing. Rejects when the call is interrupted.
 */
export async function showTyping(
  { engines, log }: Pick<CoreParts, "engines" | "log">,
  { instance, signal }: Pick<OperationContext, "instance" | "signal">,
  remoteJid: string,
  kind: OutgoingKind,
  delayMs: number,
): Promise<void> {
  const { chatPresence } = engines.of(instance.integration);
  const show = (presence: ChatPresence): void => {
    chatPresence
      ?.sendChatPresence(instance, remoteJid, presence, signal)
      .catch((err: unknown) => log.debug({ err, instanceId: instance.id }, "typing could not be shown"));
  };
  const endsAt = performance.now() + delayMs;
  // A timer may fire a part of a millisecond early.
  for (let remainingMs = delayMs; remainingMs >= 1; remainingMs = endsAt - performance.now()) {
    show(kind === "voice" ? "recording" : "composing");
    await pause(Math.min(remainingMs, presenceRefreshMs), signal);
    signal.throwIfAborted();
  }
  show("paused");
}

import { type MessageKey, WaxwingError } from "@waxwing/contract";
import { isDatabaseAway, type LoggedEvent, type MediumFile, type MediumOpener, pause } from "@waxwing/core";
import type { DeliveryLog } from "../delivery-log.ts";
import { createQuietLines } from "./quiet-lines.ts";
import type { WebhookSettings } from "./settings.ts";

/**
 * Fetches the medium of the message of an event; undefined when it cannot be had in time, which is told to the log, or when
 * we are stopping. Never rejects. The file is the caller's to dispose.
 */
export type MediumFetch = (event: LoggedEvent, key: MessageKey) => Promise<MediumFile | undefined>;

interface MediumFetchOptions {
  readonly openMedium: MediumOpener;
  readonly settings: Pick<WebhookSettings, "base64MaxBytes" | "base64TimeoutMs">;
  /** Aborted when we are stopping. */
  readonly signal: AbortSignal;
  readonly log: DeliveryLog;
}

/** Between two tries of what may be there a moment later. */
const againAfterMs = 500;

export function createMediumFetch({ openMedium, settings, signal, log }: MediumFetchOptions): MediumFetch {
  const tell = createQuietLines(log, "a medium could not be had: its event goes to the webhook without base64");

  return async (event, key) => {
    const { instanceId } = event;
    const ending = new AbortController();
    const stop = (): void => ending.abort(signal.reason);
    const timer = setTimeout(() => ending.abort(new Error("the time for it is up")), settings.base64TimeoutMs);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const open = async (): Promise<MediumFile> => {
      for (;;) {
        try {
          return await openMedium({ instanceId, key }, { maxBytes: settings.base64MaxBytes, signal: ending.signal });
        } catch (error) {
          if (ending.signal.aborted || !isPassing(error)) throw error;
          await pause(againAfterMs, ending.signal);
          ending.signal.throwIfAborted();
        }
      }
    };
    const opening = open();
    try {
      return await Promise.race([opening, rejectionOf(ending.signal)]);
    } catch (error) {
      // Nobody waits any more for one that comes after all.
      void opening.then(
        (late) => removeMedium(late, log),
        () => undefined,
      );
      if (!signal.aborted) tell(instanceId, { ...fieldsOf(event), ...reasonOf(error) });
      return undefined;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  };
}

/** Disposes the file of a medium. That it could not be removed is for the log: never rejects. */
export async function removeMedium(medium: MediumFile, log: DeliveryLog): Promise<void> {
  try {
    await medium[Symbol.asyncDispose]();
  } catch (err) {
    log.warn({ err }, "the file of a medium could not be removed");
  }
}

/** Whether the medium may be there a moment later. */
function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || (error instanceof WaxwingError && error.code === "WHATSAPP_UNAVAILABLE");
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

function fieldsOf({ instanceName, instanceId, id, type }: LoggedEvent): object {
  return { instance: instanceName, instanceId, eventId: id, eventType: type };
}

function reasonOf(error: unknown): object {
  return error instanceof WaxwingError ? { code: error.code, reason: error.message } : { err: error };
}

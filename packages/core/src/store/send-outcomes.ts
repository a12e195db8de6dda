import { type SentMessage, WaxwingError } from "@waxwing/contract";
import type { Logger } from "pino";
import { isDatabaseAway } from "../failures.ts";
import { pause } from "../waiting.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { AcceptedSend, InstanceWrite, InstanceWriter } from "./instance-writer.ts";

/** Stores how sends ended, also when the database is away for a moment. */
export interface SendOutcomes {
  /** WhatsApp took it. Answers the stored message; throws SEND_OUTCOME_UNKNOWN when it could not be stored (yet). */
  accepted(instanceId: string, send: AcceptedSend): Promise<SentMessage>;
  /** WhatsApp certainly did not take it: nothing is left of the attempt. */
  refused(instanceId: string, attemptId: string): Promise<void>;
  /** WhatsApp may have taken it. Answers the message when a status came before we gave up waiting: then it was sent. */
  unknown(instanceId: string, attemptId: string): Promise<SentMessage | undefined>;
  /** Ends the attempts to store what the database did not take; they are in doubt until a status settles them. */
  stop(): void;
}

interface OutcomesOptions {
  readonly removals: GroupCommit<string, void>;
  readonly writer: InstanceWriter;
  readonly log: Logger;
}

/** How long a caller waits for an accepted message to be stored while the database is away. */
const storePatienceMs = 15_000;
const storeRetryMs = 500;

export function createSendOutcomes({ removals, writer, log }: OutcomesOptions): SendOutcomes {
  const stopping = new AbortController();

  const persistently = async (instanceId: string, write: InstanceWrite): Promise<SentMessage | undefined> => {
    for (;;) {
      try {
        return await writer.submit(instanceId, write);
      } catch (err) {
        if (stopping.signal.aborted || !isDatabaseAway(err)) throw err;
        log.warn({ err, instanceId }, "the outcome of a send cannot be stored; trying again");
        await pause(storeRetryMs, stopping.signal);
      }
    }
  };

  /** Notes in the background that an attempt is in doubt. */
  const doubt = (instanceId: string, attemptId: string): void => {
    persistently(instanceId, { kind: "doubt", attemptId }).catch((err: unknown) =>
      log.warn({ err, instanceId }, "a send in doubt could not be noted; the next start will"),
    );
  };

  return {
    async accepted(instanceId, send) {
      const stored = persistently(instanceId, { kind: "sent", send }).catch((err: unknown) => {
        log.error({ err, instanceId }, "an accepted message was not stored; a status will settle it");
        doubt(instanceId, send.attemptId);
        // Whatever the reason, it was sent: any other error would invite the caller to send it again.
        throw new WaxwingError("SEND_OUTCOME_UNKNOWN", "WhatsApp accepted the message, but it could not be stored.", {
          cause: err,
        });
      });
      stored.catch(() => undefined);
      const patience = new AbortController();
      const outOfPatience = pause(storePatienceMs, patience.signal).then(() => undefined);
      const answer = await Promise.race([stored, outOfPatience]).finally(() => patience.abort("answered"));
      if (answer === undefined) {
        throw new WaxwingError(
          "SEND_OUTCOME_UNKNOWN",
          "WhatsApp accepted the message, but it could not be stored yet.",
        );
      }
      return answer;
    },
    async refused(instanceId, attemptId) {
      await removals.submit("", attemptId).catch((err: unknown) => {
        log.warn({ err, instanceId }, "a failed send could not be removed; it will count as in doubt");
      });
    },
    unknown: (instanceId, attemptId) =>
      writer.submit(instanceId, { kind: "doubt", attemptId }).catch((err: unknown) => {
        log.warn({ err, instanceId }, "a send in doubt could not be noted yet");
        doubt(instanceId, attemptId);
        return undefined;
      }),
    stop: () => stopping.abort(),
  };
}

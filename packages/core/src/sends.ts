import { type MessageContent, type SentMessage, WaxwingError } from "@waxwing/contract";
import type { Logger } from "pino";
import type { SendReceipt } from "./engine.ts";
import { isDatabaseAway } from "./failures.ts";
import { uuidv7 } from "./identifiers.ts";
import type { OperationContext } from "./operation-context.ts";
import type { GroupCommit } from "./store/group-commit.ts";
import type { AcceptedSend, InstanceWrite, InstanceWriter } from "./store/instance-writer.ts";
import type { SendAttempt, SentContext } from "./store/send-attempts.ts";
import { pause } from "./waiting.ts";

/** A message to be sent. */
export interface Outgoing {
  readonly operation: string;
  readonly remoteJid: string;
  readonly messageType: string;
  readonly message: MessageContent;
  readonly contextInfo: SentContext | null;
}

/** Sends messages so that none is lost, sent twice by itself, or claimed to be sent when it was not. */
export interface Sends {
  /**
   * Notes the attempt, lets `send` talk to WhatsApp, stores what was accepted, and answers it. Whatever happens in
   * between, what is left in the database tells the truth: no attempt, an accepted message, or an attempt in doubt.
   */
  perform(
    outgoing: Outgoing,
    context: OperationContext,
    send: (attemptId: string) => Promise<SendReceipt>,
  ): Promise<SentMessage>;
  /** Ends the attempts to store what the database did not take; they are in doubt until a status settles them. */
  stop(): void;
}

interface SendsOptions {
  readonly attempts: GroupCommit<SendAttempt, void>;
  readonly removals: GroupCommit<string, void>;
  readonly writer: InstanceWriter;
  readonly log: Logger;
}

/** How long a caller waits for an accepted message to be stored while the database is away. */
const storePatienceMs = 15_000;
const storeRetryMs = 500;

export function createSends({ attempts, removals, writer, log }: SendsOptions): Sends {
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

  const store = async (instanceId: string, send: AcceptedSend): Promise<SentMessage> => {
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
    const answer = await Promise.race([stored, outOfPatience]).finally(() => patience.abort());
    if (answer === undefined) {
      throw new WaxwingError("SEND_OUTCOME_UNKNOWN", "WhatsApp accepted the message, but it could not be stored yet.");
    }
    return answer;
  };

  return {
    async perform(outgoing, context, send) {
      const instanceId = context.instance.id;
      const attemptId = uuidv7();
      const { operation, remoteJid, ...content } = outgoing;
      const idempotencyId = context.idempotency?.id;
      await attempts.submit("", { id: attemptId, instanceId, operation, remoteJid, content, idempotencyId });
      let receipt: SendReceipt;
      try {
        receipt = await send(attemptId);
      } catch (error) {
        if (!(error instanceof WaxwingError) || error.code !== "SEND_OUTCOME_UNKNOWN") {
          await removals.submit("", attemptId).catch((err: unknown) => {
            log.warn({ err, instanceId }, "a failed send could not be removed; it will count as in doubt");
          });
          throw error;
        }
        // A status may have come before we gave up waiting for the answer: then it was sent after all.
        const settled = await writer.submit(instanceId, { kind: "doubt", attemptId }).catch((err: unknown) => {
          log.warn({ err, instanceId }, "a send in doubt could not be noted yet");
          doubt(instanceId, attemptId);
          return undefined;
        });
        if (settled !== undefined) return settled;
        throw error;
      }
      return store(instanceId, {
        attemptId,
        keyId: receipt.messageId,
        remoteJid: receipt.remoteJid,
        content,
        timestamp: Math.floor(Date.now() / 1000),
        idempotencyId,
      });
    },
    stop: () => stopping.abort(),
  };
}

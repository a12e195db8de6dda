import { type SentMessage, WaxwingError } from "@waxwing/contract";
import type { DeliverableMessage, MessageSending, OutgoingMessage, SendReceipt } from "./engine.ts";
import { uuidv7 } from "./identifiers.ts";
import type { OperationContext } from "./operation-context.ts";
import { storable } from "./storable.ts";
import type { GroupCommit } from "./store/group-commit.ts";
import type { AttemptContent, RepeatableAttempt, SendAttempt } from "./store/send-attempts.ts";
import type { SendOutcomes } from "./store/send-outcomes.ts";

/** A message to be sent. */
export interface SendRequest {
  readonly operation: string;
  readonly message: Omit<OutgoingMessage, "attemptId">;
  /** The chat's LID, where it is known beside the phone JID. */
  readonly remoteJidAlt: string | undefined;
}

/** Sends messages so that none is lost, sent twice by itself, or claimed to be sent when it was not. */
export interface Sends {
  /**
   * Completes the message, notes the attempt, hands it to WhatsApp, stores what was accepted, and answers it. Whatever
   * happens in between, what is left in the database tells the truth: no attempt, an accepted message, or an attempt in
   * doubt.
   */
  perform(request: SendRequest, context: OperationContext, messages: MessageSending): Promise<SentMessage>;
  /**
   * Delivers an attempt in doubt again under the id that it has, which is the same message for WhatsApp. It stays in doubt
   * unless it is accepted now: that WhatsApp refuses it now does not tell what became of it then.
   */
  repeat(attempt: RepeatableAttempt, context: OperationContext, messages: MessageSending): Promise<SentMessage>;
}

interface SendsOptions {
  readonly attempts: GroupCommit<SendAttempt, void>;
  readonly outcomes: SendOutcomes;
}

/** What of a send is known when it is handed to WhatsApp. */
interface Delivery {
  readonly message: DeliverableMessage;
  readonly content: AttemptContent;
}

export function createSends({ attempts, outcomes }: SendsOptions): Sends {
  const deliver = (delivery: Delivery, context: OperationContext, messages: MessageSending): Promise<SendReceipt> =>
    messages.deliver(context.instance, delivery.message, context.signal);

  const store = (
    { message, content }: Delivery,
    { instance, idempotency }: OperationContext,
    receipt: SendReceipt,
  ): Promise<SentMessage> =>
    outcomes.accepted(instance.id, {
      attemptId: message.attemptId,
      keyId: receipt.messageId,
      remoteJid: receipt.remoteJid,
      content,
      engineData: message.engineData,
      timestamp: Math.floor(Date.now() / 1000),
      idempotencyId: idempotency?.id,
    });

  return {
    async perform({ operation, message, remoteJidAlt }, context, messages) {
      const instanceId = context.instance.id;
      const attemptId = uuidv7();
      const outgoing: OutgoingMessage = { ...message, attemptId };
      const prepared = await messages.prepareSend(context.instance, outgoing, context.signal);
      const { messageId, engineData } = prepared;
      // What the caller sent was looked at; what is quoted, and what a page says of itself, was not.
      const content: AttemptContent = storable({
        messageType: prepared.messageType,
        message: prepared.message,
        contextInfo: prepared.contextInfo,
        ...(remoteJidAlt === undefined ? {} : { remoteJidAlt }),
        ...(prepared.warnings === undefined ? {} : { warnings: prepared.warnings }),
      });
      const noted = attempts.submit("", {
        id: attemptId,
        instanceId,
        operation,
        remoteJid: message.remoteJid,
        content,
        idempotencyId: context.idempotency?.id,
        keyId: messageId,
        engineData,
      });
      // Told by `deliver`.
      noted.catch(() => undefined);
      const delivery: Delivery = {
        message: {
          attemptId,
          remoteJid: message.remoteJid,
          messageId,
          message: prepared.message,
          engineData,
          noted,
          outgoing,
        },
        content,
      };
      let receipt: SendReceipt;
      try {
        receipt = await deliver(delivery, context, messages);
      } catch (error) {
        // What is not written yet could not be removed.
        await noted.catch(() => undefined);
        if (!(error instanceof WaxwingError) || error.code !== "SEND_OUTCOME_UNKNOWN") {
          await outcomes.refused(instanceId, attemptId);
          throw error;
        }
        const settled = await outcomes.unknown(instanceId, attemptId);
        if (settled !== undefined) return settled;
        throw error;
      }
      return store(delivery, context, receipt);
    },

    async repeat(attempt, context, messages) {
      const delivery: Delivery = {
        message: {
          attemptId: attempt.id,
          remoteJid: attempt.remoteJid,
          messageId: attempt.keyId,
          message: attempt.content.message,
          engineData: attempt.engineData,
          noted: Promise.resolve(),
          outgoing: undefined,
        },
        content: attempt.content,
      };
      let receipt: SendReceipt;
      try {
        receipt = await deliver(delivery, context, messages);
      } catch (error) {
        const settled = await outcomes.unknown(context.instance.id, attempt.id);
        if (settled !== undefined) return settled;
        if (error instanceof WaxwingError && error.code === "SEND_OUTCOME_UNKNOWN") throw error;
        const reason = error instanceof WaxwingError ? ` (${error.message})` : "";
        throw new WaxwingError(
          "SEND_OUTCOME_UNKNOWN",
          `The message could not be sent again${reason}; whether WhatsApp took it before is not known. Repeat the call with the same key.`,
          { cause: error },
        );
      }
      return store(delivery, context, receipt);
    },
  };
}

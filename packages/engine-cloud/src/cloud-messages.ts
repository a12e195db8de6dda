import { WaxwingError } from "@waxwing/contract";
import {
  type EngineInstance,
  type MessageSending,
  type OutgoingMessage,
  type SendReceipt,
  sentContextOf,
} from "@waxwing/core";
import type { EngineLog } from "./engine-log.ts";
import { graphError } from "./graph/graph-error.ts";
import { sendReceipt } from "./graph/send-answer.ts";
import { answeredError, noAnswerError, unreadableAnswerError } from "./graph/send-failure.ts";
import { MAX_TEXT_LENGTH, textMessageBody } from "./graph/text-message.ts";
import type { GraphTransport } from "./graph/transport.ts";
import { type GraphAnswer, TransportFailure } from "./graph/transport-outcome.ts";
import { phoneOf } from "./jid.ts";
import { parsedJson } from "./parsed-json.ts";

interface CloudMessagesOptions {
  readonly transport: GraphTransport;
  readonly graphVersion: string;
  readonly log: EngineLog;
}

/** Sends through Graph. Meta chooses the id of a message, so a send cannot be repeated as the same message. */
export function createCloudMessages({ transport, graphVersion, log }: CloudMessagesOptions): MessageSending {
  return {
    sendable: new Set(["text"]),
    isRepeatable: false,
    maxTextLength: MAX_TEXT_LENGTH,

    async prepareSend(instance, message) {
      phoneOfRecipient(message);
      credentialsOf(instance);
      if (message.messageId !== undefined) {
        throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", "With the Cloud API, Meta chooses the id of a message.");
      }
      return {
        messageId: undefined,
        messageType: "conversation",
        message: { conversation: textOf(message).text },
        contextInfo: sentContextOf(message),
        engineData: undefined,
      };
    },

    async deliver(instance, { outgoing, attemptId, noted }, signal) {
      if (outgoing === undefined) throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
      const to = phoneOfRecipient(outgoing);
      const { number, credentials } = credentialsOf(instance);
      const path = `/${graphVersion}/${encodeURIComponent(number)}/messages`;
      const body = textMessageBody(to, outgoing, textOf(outgoing));
      await noted;
      try {
        const answer = await transport.post({ path, accessToken: credentials, body }, signal);
        return receiptOrError(answer, to, credentials);
      } catch (error) {
        const typed = error instanceof TransportFailure ? noAnswerError(error) : error;
        if (typed instanceof WaxwingError && typed.code === "SEND_OUTCOME_UNKNOWN") {
          log.warn({ err: typed, instance: instance.name, attemptId }, "outcome of a send is unknown");
        }
        throw typed;
      }
    },
  };
}

function textOf({ content }: OutgoingMessage) {
  if (content.kind === "text") return content;
  throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", "The Cloud API engine can send texts only.");
}

function phoneOfRecipient({ remoteJid }: OutgoingMessage): string {
  const phone = phoneOf(remoteJid);
  if (phone !== undefined) return phone;
  throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", "The Cloud API engine can send to phone numbers only.");
}

function credentialsOf({ number, credentials }: EngineInstance): { number: string; credentials: string } {
  if (number === null || credentials === null || credentials === "") {
    throw new WaxwingError("WHATSAPP_CREDENTIALS_REJECTED", "The instance has no phone number id or no access token.");
  }
  return { number, credentials };
}

function receiptOrError(answer: GraphAnswer, to: string, accessToken: string): SendReceipt {
  const body = parsedJson(answer.body);
  if (answer.status >= 200 && answer.status < 300) {
    const receipt = sendReceipt(body, to);
    if (receipt !== undefined) return receipt;
  }
  const error = graphError(body, accessToken);
  throw error === undefined ? unreadableAnswerError(answer.status) : answeredError(answer, error);
}

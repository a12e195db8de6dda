import type { EventEnvelope } from "@waxwing/contract";
import type { EventLogReader, LoggedEvent } from "@waxwing/core";
import type { DeliveryLog } from "../delivery-log.ts";
import { carriesMedium } from "./carries-medium.ts";
import { eventBody, eventBodyWithMedium, type MessageEnvelope } from "./event-body.ts";
import { type MediumFetch, removeMedium } from "./medium-fetch.ts";
import { createQuietLines } from "./quiet-lines.ts";
import type { Outcome, Sender } from "./sender.ts";
import type { WebhookTarget } from "./target.ts";

/** Makes one attempt to deliver an event, with its medium where the webhook wants it and it can be had. Never rejects. */
export type EventSender = (target: WebhookTarget, event: LoggedEvent, attempt: number) => Promise<Outcome>;

interface EventSenderOptions {
  readonly send: Sender;
  readonly fetchMedium: MediumFetch;
  readonly eventLog: Pick<EventLogReader, "toEnvelope">;
  readonly log: DeliveryLog;
}

/** RFC 9110, 15.5.14: Content Too Large. */
const contentTooLarge = 413;

export function createEventSender({ send, fetchMedium, eventLog, log }: EventSenderOptions): EventSender {
  const tellTooLarge = createQuietLines(
    log,
    "a webhook refused an event with its medium as too large: the event goes to it without base64",
  );

  const sendWithMedium = async (
    target: WebhookTarget,
    event: LoggedEvent,
    attempt: number,
    envelope: MessageEnvelope,
  ): Promise<Outcome> => {
    const plain = (): Promise<Outcome> => send(target, event, attempt, eventBody(envelope, target.destination));
    const medium = await fetchMedium(event, envelope.data.key);
    // While we are stopping nothing is sent: an event that could have had its medium is left for the next start.
    if (medium === undefined) return plain();
    try {
      const outcome = await send(target, event, attempt, eventBodyWithMedium(envelope, target.destination, medium));
      if (statusOf(outcome) !== contentTooLarge) return outcome;
      const { instanceId, instanceName, id, type } = event;
      tellTooLarge(instanceId, {
        instance: instanceName,
        instanceId,
        eventId: id,
        eventType: type,
        mediumBytes: medium.bytes,
      });
      return await plain();
    } finally {
      await removeMedium(medium, log);
    }
  };

  return async (target, event, attempt) => {
    const envelope = eventLog.toEnvelope(event);
    return target.wantsMedia && carriesMedium(event) && isMessage(envelope)
      ? sendWithMedium(target, event, attempt, envelope)
      : send(target, event, attempt, eventBody(envelope, target.destination));
  };
}

function isMessage(envelope: EventEnvelope): envelope is MessageEnvelope {
  return envelope.type === "MESSAGES_UPSERT" || envelope.type === "SEND_MESSAGE";
}

function statusOf(outcome: Outcome): number | null {
  return "fault" in outcome ? outcome.fault.status : null;
}

import type { DeliveryLog } from "../delivery-log.ts";
import type { Failure } from "./failures.ts";
import { createQuietLines } from "./quiet-lines.ts";
import type { Receiver } from "./receivers.ts";
import type { Fault } from "./sender.ts";

/** Keeps the state of health of receivers, and tells changes and losses to the log. */
export interface Health {
  succeeded(receiver: Receiver): void;
  failed(receiver: Receiver, fault: Fault): void;
  gaveUp(failure: Failure): void;
}

/** Failures without a success between them, of whatever chat, after which a receiver is spared. */
const unhealthyAfter = 16;

/** `recovered` is called when an unhealthy receiver has taken an event. */
export function createHealth(log: DeliveryLog, recovered: (receiver: Receiver) => void): Health {
  // A receiver that refuses everything fills no log.
  const tellGivenUp = createQuietLines(log, "an event was given up by its webhook; it is kept in webhook_failure");

  return {
    succeeded(receiver) {
      receiver.failuresInARow = 0;
      if (!receiver.isUnhealthy) return;
      receiver.isUnhealthy = false;
      log.info({ instance: receiver.instanceName, instanceId: receiver.instanceId }, "the webhook takes events again");
      recovered(receiver);
    },
    failed(receiver, fault) {
      receiver.failuresInARow++;
      if (receiver.isUnhealthy || receiver.failuresInARow < unhealthyAfter) return;
      receiver.isUnhealthy = true;
      const { status, code, message } = fault;
      log.warn(
        { instance: receiver.instanceName, instanceId: receiver.instanceId, status, code, reason: message },
        "the webhook is failing: its new events wait in the log while a few are tried",
      );
    },
    gaveUp({ instanceId, instanceName, eventId, eventType, attempts, fault }) {
      const { status, code, message } = fault;
      tellGivenUp(instanceId, {
        instance: instanceName,
        instanceId,
        eventId,
        eventType,
        attempts,
        status,
        code,
        reason: message,
      });
    },
  };
}

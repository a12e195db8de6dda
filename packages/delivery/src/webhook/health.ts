import type { DeliveryLog } from "../delivery-log.ts";
import type { Failure } from "./failures.ts";
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
/** A receiver that refuses everything fills no log: the others of a minute are counted. */
const quietMs = 60_000;

/** `recovered` is called when an unhealthy receiver has taken an event. */
export function createHealth(log: DeliveryLog, recovered: (receiver: Receiver) => void): Health {
  const lastLines = new Map<string, { atMs: number; untold: number }>();

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
      const now = performance.now();
      const last = lastLines.get(instanceId);
      if (last !== undefined && now - last.atMs < quietMs) {
        last.untold++;
        return;
      }
      lastLines.set(instanceId, { atMs: now, untold: 0 });
      const { status, code, message } = fault;
      const fields = {
        instance: instanceName,
        instanceId,
        eventId,
        eventType,
        attempts,
        status,
        code,
        reason: message,
      };
      log.warn(
        last === undefined || last.untold === 0 ? fields : { ...fields, untoldBefore: last.untold },
        "an event was given up by its webhook; it is kept in webhook_failure",
      );
    },
  };
}

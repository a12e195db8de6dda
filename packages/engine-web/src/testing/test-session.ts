import type { WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import { gateWrites, type WriteGate } from "../connection/write-gate.ts";
import type { WebSession } from "../session.ts";

interface CountingGate extends WriteGate {
  holds: number;
}

const gates = new WeakMap<WASocket, CountingGate>();

/** A session on the socket of a test client, whose keys are always committed. */
export function testSession(instanceId: string, socket: WASocket, log: Logger): WebSession {
  const gate = gates.get(socket) ?? { ...gateWrites(socket, () => undefined), holds: 0 };
  gates.set(socket, gate);
  return {
    instanceId,
    socket,
    holdWrites(condition) {
      gate.holds += 1;
      gate.holdFor(condition);
    },
    log,
  };
}

/** How often a delivery has held what its socket writes. */
export function holdsOn(socket: WASocket): number {
  return gates.get(socket)?.holds ?? 0;
}

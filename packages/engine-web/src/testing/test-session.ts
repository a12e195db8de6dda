import type { WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import { gateWrites, type WriteGate } from "../connection/write-gate.ts";
import type { WebSession } from "../session.ts";

interface CountingGate extends WriteGate {
  departures: number;
}

const gates = new WeakMap<WASocket, CountingGate>();

/** A session on the socket of a test client, whose keys are always committed. */
export function testSession(instanceId: string, socket: WASocket, log: Logger): WebSession {
  const gate = gates.get(socket) ?? {
    ...gateWrites(socket, { uncommitted: () => undefined, onRefused: () => undefined }),
    departures: 0,
  };
  gates.set(socket, gate);
  return {
    instanceId,
    socket,
    leaving(departure) {
      gate.departures += 1;
      gate.leaving(departure);
    },
    log,
  };
}

/** How many deliveries have handed their message to the socket. */
export function departuresOn(socket: WASocket): number {
  return gates.get(socket)?.departures ?? 0;
}

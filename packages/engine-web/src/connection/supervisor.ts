import { WaxwingError } from "@waxwing/contract";
import type { ConnectAnswer, Connections, EngineInstance, LogoutOutcome } from "@waxwing/core";
import type { GroupMetadata } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { WebSession } from "../session.ts";
import type { BackOff } from "./back-off.ts";
import { within } from "./close-socket.ts";
import type { ConnectSlots } from "./connect-slots.ts";
import { createInstanceCaches } from "./instance-caches.ts";
import { keepConnected, type Phase } from "./keep-connected.ts";
import { createPairing, type Pairing } from "./pairing.ts";
import { phaseReached } from "./phase-reached.ts";
import { createReports } from "./reports.ts";
import { createSocketLog } from "./socket-log.ts";
import { connectToUnlink, unlinkDevice } from "./unlink.ts";
import { type ConnectionEnvironment, discard } from "./web-connection.ts";

export interface SupervisorOptions {
  readonly environment: ConnectionEnvironment;
  readonly connections: Connections;
  readonly slots: ConnectSlots;
  readonly backOff: BackOff;
  readonly stableMs: number;
  /** How long `connect` waits for a QR code or for being open. */
  readonly pairingWaitMs: number;
  /** How long it is tried to connect a device that is not connected, so that it can be unlinked. */
  readonly unlinkWaitMs: number;
  readonly qrLimit: number;
  readonly qrColor: string;
  readonly socketLogLevel: string;
  readonly random: () => number;
  /** As it is now. */
  readonly instance: () => EngineInstance;
  readonly log: Logger;
}

/** Has the one connection of one instance. What is asked of it is done one after the other. */
export interface Supervisor {
  /** The connection that can be used now. */
  readonly session: WebSession | undefined;
  /** A group's metadata, which are kept right while they are remembered; undefined when they cannot be had. */
  knownGroup(groupJid: string): Promise<GroupMetadata | undefined>;
  /** Takes up the connection of an earlier run; does not wait for it. */
  resume(): void;
  connect(number: string | undefined, signal: AbortSignal): Promise<ConnectAnswer>;
  restart(signal: AbortSignal): Promise<ConnectAnswer>;
  /** Unlinks the device and forgets it. Answers whether WhatsApp has confirmed that; undefined when none was linked. */
  logout(): Promise<LogoutOutcome | undefined>;
  /** The same for an instance that is being deleted: nothing is told any more, and nothing can be asked. */
  release(): Promise<void>;
  /** Connects again, if it was to be connected: over another proxy. */
  reconnect(): void;
  /** Closes without logging out; what has arrived is stored. */
  stop(): Promise<void>;
}

interface Run {
  readonly stopping: AbortController;
  readonly pairing: Pairing;
  readonly done: Promise<void>;
  hurry: AbortController;
  /** The device is being unlinked. */
  isLeaving: boolean;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { environment, instance, log } = options;
  const { ports } = environment;
  const { id, name } = instance();
  const caches = createInstanceCaches();
  const reports = createReports({ connections: options.connections, instanceId: id, log });
  const socketLog = createSocketLog(log, options.socketLogLevel);
  const listeners = new Set<() => void>();
  /** Until the server stops. */
  const lifetime = new AbortController();
  let phase: Phase = { kind: "closed" };
  let session: WebSession | undefined;
  let run: Run | undefined;
  let isStopped = false;
  let isReleased = false;
  let lastTurn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };
  const enter = (next: Phase): void => {
    phase = next;
    for (const listener of [...listeners]) listener();
  };

  const begin = (number: string | undefined, mustBePaired = false): void => {
    if (isStopped || isReleased)
      throw new WaxwingError("SERVICE_UNAVAILABLE", "The instance is being stopped or deleted.");
    if (run !== undefined) {
      run.hurry.abort();
      run.hurry = new AbortController();
      return;
    }
    const stopping = new AbortController();
    const pairing = createPairing({
      number,
      limit: options.qrLimit,
      color: options.qrColor,
      reports,
      log,
      onChange: () => {
        if (pairing.current !== undefined) enter({ kind: "pairing", code: pairing.current });
      },
    });
    enter({ kind: "connecting" });
    const kept = keepConnected(
      {
        environment,
        instance,
        caches,
        pairing,
        reports,
        slots: options.slots,
        backOff: options.backOff,
        stableMs: options.stableMs,
        mustBePaired,
        random: options.random,
        log,
        socketLog,
        hurried: () => own.hurry.signal,
        isLeaving: () => own.isLeaving,
        onPhase: (next) => {
          if (!stopping.signal.aborted) enter(next);
        },
        onSession: (next) => {
          session = next;
        },
      },
      stopping.signal,
    );
    const done = kept
      .catch((error: unknown) => {
        log.error({ err: error }, "the connection is given up");
        return undefined;
      })
      .then((rule) => {
        run = undefined;
        enter(rule === undefined ? { kind: "closed" } : { kind: "closed", rule });
      });
    const own: Run = { stopping, pairing, done, hurry: new AbortController(), isLeaving: false };
    run = own;
  };

  const halt = async (reason?: typeof discard): Promise<void> => {
    const halted = run;
    session = undefined;
    halted?.stopping.abort(reason);
    await halted?.done;
  };

  const unlinkAnew = (): Promise<boolean> =>
    connectToUnlink(
      { ...environment, instance, caches, log, socketLog, slots: options.slots },
      AbortSignal.any([lifetime.signal, AbortSignal.timeout(options.unlinkWaitMs)]),
    );

  const erase = async (): Promise<{ readonly outcome: LogoutOutcome | undefined; readonly wasUsed: boolean }> => {
    const wasPaired = await ports.hasCredentials(id);
    const wasRunning = run !== undefined;
    if (run !== undefined) run.isLeaving = true;
    const isUnlinked = session !== undefined && (await unlinkDevice(session.socket, log));
    const number = run?.pairing.number;
    await halt(discard);
    const isGone = isUnlinked || !wasPaired || (await unlinkAnew());
    try {
      await ports.eraseSession(id);
    } catch (error) {
      // The instance stays: its connection tells what has become of the device.
      isReleased = false;
      if (wasRunning && !isStopped) begin(number);
      throw error;
    }
    caches.groups.clear();
    if (!isGone) log.warn("the device is forgotten here; WhatsApp did not confirm that it is unlinked");
    const outcome = isGone ? "unlinked" : "unconfirmed";
    return { outcome: wasPaired ? outcome : undefined, wasUsed: wasPaired || wasRunning };
  };

  const answer = async (number: string | undefined, signal: AbortSignal): Promise<ConnectAnswer> => {
    for (let tries = 1; ; tries++) {
      const reached = await phaseReached(() => phase, listeners, options.pairingWaitMs, signal);
      switch (reached.kind) {
        case "open":
          return { instance: { instanceName: name, state: "open" } };
        case "pairing":
          return { ...reached.code };
        case "connecting":
          if (await ports.hasCredentials(id)) return { instance: { instanceName: name, state: "connecting" } };
          throw new WaxwingError(
            "WHATSAPP_UNAVAILABLE",
            "WhatsApp has not answered yet; the instance goes on trying to connect.",
          );
        case "closed": {
          // The phone had unlinked the device: who connects wants to pair it again.
          const isLoggedOut = reached.rule?.again === "logged_out";
          if (!isLoggedOut || tries > 1) {
            const why = reached.rule?.text ?? "The connection was closed while it was waited for";
            const details = reached.rule === undefined ? {} : { details: { reasonCode: reached.rule.reasonCode } };
            throw new WaxwingError("WHATSAPP_UNAVAILABLE", `${why}.`, details);
          }
          await inTurn(async () => begin(number));
        }
      }
    }
  };

  return {
    get session() {
      return session;
    },
    async knownGroup(groupJid) {
      const socket = session?.socket;
      if (socket === undefined) return undefined;
      return caches.groups.get(groupJid, () => socket.groupMetadata(groupJid)).catch(() => undefined);
    },
    resume: () => begin(ownNumber(instance()), instance().connectionState === "open"),

    async connect(given, signal) {
      const number = given ?? ownNumber(instance());
      await inTurn(async () => {
        const pairsOtherwise = given !== undefined && run !== undefined && run.pairing.number !== given;
        if (pairsOtherwise && session === undefined && !(await ports.hasCredentials(id))) await halt(discard);
        begin(number);
      });
      return answer(number, signal);
    },

    async restart(signal) {
      const number = run?.pairing.number ?? ownNumber(instance());
      await inTurn(async () => {
        await halt();
        begin(number);
      });
      return answer(number, signal);
    },

    logout: () =>
      inTurn(async () => {
        const { outcome, wasUsed } = await erase();
        if (!wasUsed) return undefined;
        reports.state({
          state: "close",
          statusReason: 401,
          reasonCode: "logged_out",
          reason: outcome === "unconfirmed" ? unconfirmed : "Logged out through the API",
          isFinal: true,
          isLoggedOut: true,
        });
        await reports.settled();
        return outcome;
      }),

    async release() {
      isReleased = true;
      await inTurn(erase);
      reports.stop();
    },

    reconnect() {
      void inTurn(async () => {
        if (run === undefined || isStopped || isReleased) return;
        const { number } = run.pairing;
        await halt();
        begin(number);
      }).catch((error: unknown) => log.error({ err: error }, "could not connect anew"));
    },

    async stop() {
      isStopped = true;
      run?.stopping.abort();
      lifetime.abort();
      await inTurn(() => halt());
      await within(reports.settled(), 1_000);
      reports.stop();
    },
  };
}

const unconfirmed =
  "Logged out through the API; WhatsApp did not confirm that the device is unlinked, remove it on the phone";

/** The phone number of an instance that was created with one; it then pairs by code. */
function ownNumber({ number }: EngineInstance): string | undefined {
  return number?.match(/^\d{5,20}(?=$|[@:])/)?.[0];
}

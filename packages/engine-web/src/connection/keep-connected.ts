import { WaxwingError } from "@waxwing/contract";
import type { EngineInstance } from "@waxwing/core";
import { isDatabaseAway, pause } from "@waxwing/core";
import type { ILogger } from "@whiskeysockets/baileys/lib/Utils/logger.js";
import type { Logger } from "pino";
import type { WebSession } from "../session.ts";
import { type BackOff, pauseMs } from "./back-off.ts";
import { type CloseRule, type Closing, closeRule, localClosing } from "./close-rules.ts";
import type { ConnectSlots } from "./connect-slots.ts";
import type { InstanceCaches } from "./instance-caches.ts";
import { type OpenReport, tellOpen } from "./open-report.ts";
import type { Pairing, PairingCode } from "./pairing.ts";
import type { Reports } from "./reports.ts";
import { type ConnectionEnvironment, runWebConnection } from "./web-connection.ts";

/** Where an instance's connection stands. */
export type Phase =
  | { readonly kind: "closed"; readonly rule?: CloseRule }
  | { readonly kind: "connecting" }
  | { readonly kind: "pairing"; readonly code: PairingCode }
  /** Once the state is stored. */
  | { readonly kind: "open" };

export interface KeepConnectedOptions {
  readonly environment: ConnectionEnvironment;
  readonly instance: () => EngineInstance;
  readonly caches: InstanceCaches;
  readonly pairing: Pairing;
  readonly reports: Reports;
  readonly slots: ConnectSlots;
  readonly backOff: BackOff;
  /** After being open for so long, earlier failures no longer count. */
  readonly stableMs: number;
  /** Whether an instance without credentials is logged out rather than one to pair. */
  readonly mustBePaired: boolean;
  readonly random: () => number;
  readonly log: Logger;
  readonly socketLog: ILogger;
  /** Cuts the present pause short. */
  readonly hurried: () => AbortSignal;
  /** Whether the device is being unlinked by this side: the end that follows is told by who does it. */
  readonly isLeaving: () => boolean;
  onPhase(phase: Phase): void;
  /** The connection that can be used, from the moment at which it can. */
  onSession(session: WebSession | undefined): void;
}

/** How often in a row a connection may be made again at once. */
const maxImmediate = 2;

/**
 * Connects an instance again and again, until an end is final or the signal aborts. Resolves with the rule of the end
 * that was final, once it is stored.
 */
export async function keepConnected(
  options: KeepConnectedOptions,
  signal: AbortSignal,
): Promise<CloseRule | undefined> {
  const { environment, reports, pairing, slots, log } = options;
  const { id } = options.instance();
  let failures = 0;
  let immediate = 0;
  let isFirst = true;

  reports.state({ state: "connecting", statusReason: 200, reasonCode: "starting", reason: "Connecting to WhatsApp" });
  while (!signal.aborted) {
    const slot = await slots.acquire(signal);
    if (slot === undefined) return undefined;
    let openedAt: number | undefined;
    let openReport: OpenReport | undefined;
    let closing: Closing;
    try {
      if (isFirst && options.mustBePaired && !(await environment.ports.hasCredentials(id))) {
        return await endForGood(options, { code: 401, isFromWhatsApp: true }, signal);
      }
      isFirst = false;
      closing = await runWebConnection(
        {
          ...environment,
          instance: options.instance,
          caches: options.caches,
          isPairingByCode: pairing.number !== undefined,
          log,
          socketLog: options.socketLog,
          onQr(text, requestCode) {
            slot.release();
            immediate = 0;
            failures = 0;
            reports.state(pairingReport);
            return pairing.show(text, requestCode);
          },
          onOpen(session, ownerJid, profileName) {
            slot.release();
            openedAt = performance.now();
            immediate = 0;
            options.onSession(session);
            openReport = tellOpen({
              session,
              ownerJid,
              profileName,
              reports,
              log,
              onStored: () => options.onPhase({ kind: "open" }),
            });
          },
          onName: (profileName) => openReport?.named(profileName),
        },
        signal,
      );
    } catch (error) {
      log.error({ err: error }, "the connection could not be started");
      closing = closingOfStart(error);
    } finally {
      slot.release();
    }
    const wasStable = openedAt !== undefined && performance.now() - openedAt >= options.stableMs;
    openReport?.end();
    pairing.socketEnded();
    options.onSession(undefined);
    if (signal.aborted || options.isLeaving()) return undefined;

    const rule = closeRule(closing);
    log.info({ code: closing.code, reasonCode: rule.reasonCode, again: rule.again }, "connection ended");
    if (rule.again === "never" || rule.again === "logged_out") return await endForGood(options, closing, signal);
    options.onPhase({ kind: "connecting" });
    reports.state({
      state: "connecting",
      statusReason: closing.code,
      reasonCode: rule.reasonCode,
      reason: rule.text,
    });
    failures = wasStable ? 1 : failures + 1;
    immediate += 1;
    if (rule.again === "now" && immediate <= maxImmediate) continue;
    const ms = pauseMs(failures, options.backOff, options.random);
    await pause(ms, AbortSignal.any([signal, options.hurried()]));
  }
  return undefined;
}

const pairingReport = {
  state: "connecting",
  statusReason: 200,
  reasonCode: "pairing",
  reason: "Waiting for a phone to scan the QR code",
} as const;

/** Tells an end that is final; who was logged out has no device any more. */
async function endForGood(
  options: KeepConnectedOptions,
  closing: Closing,
  signal: AbortSignal,
): Promise<CloseRule | undefined> {
  const { environment, reports, caches, log } = options;
  const rule = closeRule(closing);
  const isLoggedOut = rule.again === "logged_out";
  for (let tries = 1; isLoggedOut && !signal.aborted; tries++) {
    try {
      await environment.ports.eraseSession(options.instance().id);
      caches.groups.clear();
      break;
    } catch (error) {
      log.warn({ err: error }, "the keys of the device that was logged out are not erased yet; it is tried again");
      await pause(
        pauseMs(tries, options.backOff, () => 1),
        signal,
      );
    }
  }
  if (signal.aborted) return undefined;
  reports.state({
    state: "close",
    statusReason: closing.code,
    reasonCode: rule.reasonCode,
    reason: rule.text,
    isFinal: true,
    isLoggedOut,
  });
  await reports.settled();
  return rule;
}

function closingOfStart(error: unknown): Closing {
  if (error instanceof WaxwingError && error.code === "URL_NOT_ALLOWED") return localClosing("proxy_refused");
  if (isDatabaseAway(error)) return localClosing("storage_failed");
  return { code: 500, isFromWhatsApp: false };
}

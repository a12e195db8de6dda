import { DisconnectReason } from "@whiskeysockets/baileys";

/** How a connection ended. */
export interface Closing {
  /** WhatsApp's code, or the one that fits best when WhatsApp said nothing. */
  readonly code: number;
  /** Whether WhatsApp itself said so. A proxy or a captive portal can answer 401 as well, and must not log anybody out. */
  readonly isFromWhatsApp: boolean;
  /** Overrides the rule of the code: what this side has noticed itself. */
  readonly cause?: LocalCause | undefined;
}

/** Why this side ended a connection. */
export type LocalCause =
  | "deaf"
  | "storage_failed"
  | "qr_limit"
  | "codes_used"
  | "establish_timeout"
  | "unreachable"
  | "proxy_refused";

/** What follows on the end of a connection. */
export interface CloseRule {
  /** `now`: again at once; `later`: again after a pause; `never`: not by itself; `logged_out`: never, and the device is erased. */
  readonly again: "now" | "later" | "never" | "logged_out";
  readonly reasonCode: string;
  /** For people. */
  readonly text: string;
}

/**
 * WhatsApp's codes as a client sees them (stream errors and `<failure reason>`). What is not here is tried again later.
 */
const rules: Readonly<Record<number, CloseRule>> = {
  [DisconnectReason.restartRequired]: {
    again: "now",
    reasonCode: "restart_required",
    text: "WhatsApp asked to connect again",
  },
  [DisconnectReason.loggedOut]: {
    again: "logged_out",
    reasonCode: "logged_out",
    text: "The device was unlinked; pair it again",
  },
  402: { again: "never", reasonCode: "temporarily_banned", text: "WhatsApp has banned the account for some time" },
  [DisconnectReason.forbidden]: { again: "never", reasonCode: "banned", text: "WhatsApp has locked the account" },
  405: {
    again: "never",
    reasonCode: "client_outdated",
    text: "WhatsApp no longer takes this version of the client; update the server",
  },
  406: { again: "never", reasonCode: "banned", text: "WhatsApp has banned the account" },
  [DisconnectReason.timedOut]: { again: "later", reasonCode: "timed_out", text: "WhatsApp did not answer in time" },
  [DisconnectReason.multideviceMismatch]: {
    again: "later",
    reasonCode: "multidevice_mismatch",
    text: "WhatsApp does not see the account as one of several devices",
  },
  419: { again: "logged_out", reasonCode: "logged_out", text: "The link of the device has expired; pair it again" },
  [DisconnectReason.connectionClosed]: {
    again: "later",
    reasonCode: "connection_lost",
    text: "The connection to WhatsApp was lost",
  },
  [DisconnectReason.connectionReplaced]: {
    again: "never",
    reasonCode: "replaced",
    text: "Another client has taken over the connection of this device; connect to take it back",
  },
  [DisconnectReason.badSession]: { again: "later", reasonCode: "failed", text: "The connection to WhatsApp failed" },
  [DisconnectReason.unavailableService]: {
    again: "later",
    reasonCode: "unavailable",
    text: "WhatsApp is not available at the moment",
  },
};

const localRules: Readonly<Record<LocalCause, CloseRule>> = {
  deaf: { again: "later", reasonCode: "deaf", text: "The connection was open, but WhatsApp no longer answered on it" },
  storage_failed: {
    again: "later",
    reasonCode: "storage_failed",
    text: "The database did not take what the connection had to write",
  },
  qr_limit: { again: "never", reasonCode: "qr_limit", text: "QR code limit reached, please connect again" },
  codes_used: { again: "now", reasonCode: "pairing", text: "Waiting for a phone to scan the QR code" },
  establish_timeout: { again: "later", reasonCode: "timed_out", text: "WhatsApp did not answer in time" },
  unreachable: { again: "later", reasonCode: "unreachable", text: "WhatsApp could not be reached" },
  proxy_refused: { again: "never", reasonCode: "proxy_refused", text: "The address of the proxy is not allowed" },
};

const unknownCode: CloseRule = {
  again: "later",
  reasonCode: "failed",
  text: "WhatsApp ended the connection with a code that is not known",
};

/** What follows on an end. */
export function closeRule(closing: Closing): CloseRule {
  if (closing.cause !== undefined) return localRules[closing.cause];
  const rule = rules[closing.code] ?? unknownCode;
  return closing.isFromWhatsApp || rule.again === "later" ? rule : localRules.unreachable;
}

/** The end that Baileys reports with an error; without one this side has closed. */
export function closingOf(error: Error | undefined): Closing {
  const code = statusCodeOf(error) ?? DisconnectReason.connectionClosed;
  const message = error?.message ?? "";
  if (message.startsWith("WebSocket Error")) return { code, isFromWhatsApp: false, cause: "unreachable" };
  if (message === "QR refs attempts ended") return { code, isFromWhatsApp: true, cause: "codes_used" };
  return { code, isFromWhatsApp: message.startsWith("Stream Errored") || message.startsWith("Connection Failure") };
}

const localCodes: Readonly<Record<LocalCause, number>> = {
  deaf: DisconnectReason.timedOut,
  storage_failed: DisconnectReason.badSession,
  qr_limit: DisconnectReason.connectionClosed,
  codes_used: DisconnectReason.timedOut,
  establish_timeout: DisconnectReason.timedOut,
  unreachable: DisconnectReason.timedOut,
  proxy_refused: DisconnectReason.badSession,
};

/** The end that this side has made. */
export function localClosing(cause: LocalCause): Closing {
  return { code: localCodes[cause], isFromWhatsApp: false, cause };
}

/** The status code that Baileys' errors carry. */
export function statusCodeOf(error: unknown): number | undefined {
  const code = (error as { output?: { statusCode?: unknown } } | undefined)?.output?.statusCode;
  return typeof code === "number" ? code : undefined;
}

import type { ConnectionState } from "@waxwing/contract";
import type { z } from "zod";

/** What an engine reports of an instance's connection. */
export interface ConnectionReport {
  readonly state: z.infer<typeof ConnectionState>;
  /** Close code of WhatsApp (401, 440, 515, …), 200 for open. */
  readonly statusReason: number;
  /** Machine-readable: `connected`, `logged_out`, `replaced`, `banned`, `restart_required`, `connection_lost`, `timed_out`, `unavailable`, `qr_limit`, … */
  readonly reasonCode: string;
  /** For people. */
  readonly reason: string;
  /** Will not be tried again by itself: STATUS_INSTANCE is told too. */
  readonly isFinal?: boolean;
  /** The account was unlinked: LOGOUT_INSTANCE is told too. */
  readonly isLoggedOut?: boolean;
  readonly ownerJid?: string | null;
  readonly profileName?: string | null;
  readonly profilePicUrl?: string | null;
}

/** A QR code or pairing code that a phone can take now, or the end of them. */
export type PairingReport =
  | { readonly code: string; readonly base64: string; readonly pairingCode: string | null; readonly count: number }
  | { readonly ended: string };

/** Where engines report the state of connections: stored with its event, in the order of the reports. */
export interface Connections {
  /** Does nothing when state, reason and owner are as stored. Resolves after the commit. */
  report(instanceId: string, report: ConnectionReport): Promise<void>;
  /** Appends QRCODE_UPDATED. */
  pairing(instanceId: string, report: PairingReport): Promise<void>;
}

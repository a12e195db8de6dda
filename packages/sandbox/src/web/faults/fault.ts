import type { Direction } from "../transcript.ts";

/** What a stanza must have for a fault to play on it. */
export interface StanzaMatch {
  readonly tag?: string;
  /** Tag of the first child. */
  readonly child?: string;
  readonly xmlns?: string;
  readonly type?: string;
  readonly id?: string;
  /** Of an `<ack>`: what it acknowledges. */
  readonly class?: string;
  /** Whole JIDs, as they are on the wire. */
  readonly from?: string;
  readonly to?: string;
}

/** What goes wrong. */
export type Fault =
  /** Each stanza waits `ms` plus up to `jitterMs`; the order is kept. Stays until it is removed. */
  | { readonly kind: "latency"; readonly ms: number; readonly jitterMs?: number }
  /** The connection is cut without a word, instead of the stanza. */
  | { readonly kind: "drop" }
  /** Nothing goes either way any more until it is released, but the connection stays open. */
  | { readonly kind: "freeze" }
  /** The stanza is lost. */
  | { readonly kind: "lose" }
  /** The server's `<ack>` for a message, receipt or call is lost. */
  | { readonly kind: "lose-ack" }
  /** The stanza comes twice. */
  | { readonly kind: "duplicate" }
  /** The stanza comes after the next one in the same direction that matches as well, whenever that is. */
  | { readonly kind: "reorder" }
  /** The client's request is not handled, but answered with this error. */
  | { readonly kind: "refuse-iq"; readonly code: number; readonly text?: string }
  /** The connection ends with `<stream:error>`, instead of the stanza. */
  | { readonly kind: "stream-error"; readonly code?: number; readonly conflict?: string };

/** On whom and on what a fault plays. */
export interface FaultScope {
  /** Number of an account; every client when absent. A client that has not logged in yet has none. */
  readonly phone?: string;
  /** Companion number; every device when absent. */
  readonly device?: number;
  /** One connection, by its id. */
  readonly connection?: number;
  /** Which stanzas. */
  readonly match?: StanzaMatch;
  /** Which way the stanza goes: `out` (to the client) unless given. Refused iqs always come in, lost acks go out. */
  readonly direction?: Direction | "both";
  /** How many stanzas (or connections) it plays on: 1 unless given; latency stays until it is removed. */
  readonly times?: number;
}

export type FaultOptions = Fault & FaultScope;

/** A fault that waits for stanzas, or goes on. */
export interface ArmedFault {
  /** `fault-1`, … */
  readonly id: string;
  readonly fault: FaultOptions;
  /** How many more stanzas or connections it will play on; `Infinity` until it is removed. */
  readonly remaining: number;
  /** How often it has played. */
  readonly played: number;
  /** Ids of the connections that it holds frozen. */
  readonly frozen: readonly number[];
}

import type { GraphServerOptions } from "./graph/options.ts";

/** How a sandbox is started. Everything has a default. */
export interface SandboxOptions {
  /** One port for everything; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Directory that keeps the state over restarts; in memory only when absent. One sandbox at a time may use it. */
  readonly data?: string;
  /** The same seed gives the same numbers, keys and ids. */
  readonly seed?: string | number;
  /** How long every stanza to a client is held back, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** By how much the latency varies, up or down, in milliseconds. Order is kept. Default 0. */
  readonly jitterMs?: number;
  /** Entries of the transcript, and messages of each contact, that are kept. Default 10,000. */
  readonly historyLimit?: number;
  /** Writes the certificate of the sandbox's authority to this file, for `NODE_EXTRA_CA_CERTS` and the like. */
  readonly caFile?: string;
  /** Phone numbers of contacts that answer each text with the same text. */
  readonly echo?: readonly string[];
  /** The Graph side: tokens, webhooks, phone numbers. It shares port, seed and clock with the rest. */
  readonly graph?: Omit<GraphServerOptions, "port" | "host" | "seed" | "historyLimit" | "now">;
}

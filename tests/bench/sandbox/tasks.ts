/** What the process with the clients is asked to do, one task after the other. */
export type Task =
  /**
   * Links a new client to each number, several at a time, and keeps them connected. `keysIn`: the address of a PostgreSQL for the
   * keys of a single client; else they are in memory.
   */
  | { readonly kind: "pair"; readonly phones: readonly string[]; readonly atOnce: number; readonly keysIn?: string }
  /** Texts from the first client to the second, with up to `window` under way. */
  | { readonly kind: "exchange"; readonly messages: number; readonly window: number }
  /** The same as bare stanzas with made-up ciphertexts: what the clients' Signal costs is left out. */
  | { readonly kind: "route"; readonly messages: number; readonly window: number }
  /** Texts of the first client to an address, each until WhatsApp's ack. */
  | { readonly kind: "send"; readonly to: string; readonly messages: number; readonly window: number }
  /** Waits until the first client has been told of as many texts that begin so. */
  | { readonly kind: "receive"; readonly prefix: string; readonly messages: number };

/** What came out, in the order of the tasks' kinds. */
export interface Results {
  /** From the scan of the QR code to the open connection, in milliseconds, one for each client. */
  readonly pair: { readonly openMs: readonly number[] };
  /** `latenciesMs`: from the call of `sendMessage` to the event at the receiver, one for each message. */
  readonly exchange: { readonly elapsedMs: number; readonly latenciesMs: readonly number[] };
  /** `latenciesMs`: from the write at the sender to the stanza at the receiver. */
  readonly route: { readonly elapsedMs: number; readonly latenciesMs: readonly number[] };
  readonly send: { readonly elapsedMs: number };
  readonly receive: { readonly received: number };
}

/** How the parent and the clients' process talk. */
export type Answer = { readonly result: Results[keyof Results] } | { readonly error: string };

import type { DeviceAddress } from "./model.ts";
import type { Stanza } from "./stanza.ts";

/** One client's connection after the Noise handshake, as the rest of the sandbox sees it. */
export interface Connection {
  /** From 1, in order of arrival. */
  readonly id: number;
  /** The Noise static key that the client proved to have (32 bytes). */
  readonly clientKey: Buffer;
  /** Null until the client has logged in. */
  address: DeviceAddress | null;
  /** Whether the client said `passive active`: only then it gets what waits for it. */
  isActive: boolean;
  readonly isOpen: boolean;
  /** Sends a stanza after those that were sent before it. Does nothing once the connection is closed. */
  send(stanza: Stanza): void;
  /** Sends what is given and then closes. */
  end(...farewell: Stanza[]): void;
  /** Cuts the connection without a word, as a broken network would. */
  drop(): void;
}

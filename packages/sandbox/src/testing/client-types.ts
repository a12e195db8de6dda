import type { AuthenticationState, BaileysEventMap, UserFacingSocketConfig } from "@whiskeysockets/baileys";
import type { World } from "../web/world.ts";

/** What a test client must know of a running sandbox. */
export interface ReachableSandbox {
  readonly world: World;
  readonly port: number;
  readonly caPem: string;
  readonly rootKey: Buffer;
}

/** One event of Baileys, as `ev.process` gave it. */
export interface ClientEvent<Name extends keyof BaileysEventMap = keyof BaileysEventMap> {
  readonly name: Name;
  readonly data: BaileysEventMap[Name];
}

/** How a client is linked when its credentials are new. */
export type PairingWay =
  /** The account's phone scans its first QR code. */
  | "qr"
  /** The client asks for a code, and the account's phone gets it. */
  | "code"
  /** Not at all: the test does it. */
  | "none";

export interface TestClientOptions {
  /** The number of its account, which is made when there is none. */
  readonly phone: string;
  /** The account's push name; left as it is when absent. */
  readonly name?: string;
  /** New credentials unless given. */
  readonly auth?: AuthenticationState;
  readonly pairing?: PairingWay;
  readonly config?: Partial<UserFacingSocketConfig>;
  /**
   * Whether the first session after pairing waits for its history and settings, as a fresh client does (the default).
   * Without, it behaves as one that had them before: it is online at once.
   */
  readonly initialSync?: boolean;
}

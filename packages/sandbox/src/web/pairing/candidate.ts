import type { Connection } from "../connection-interface.ts";
import type { Registrant } from "../gateway/registration-payload.ts";
import type { Stanza } from "../stanza.ts";
import { PairingError } from "./pairing-error.ts";

/** How long a client may take for an answer that the phone waits for. */
const ANSWER_TIMEOUT_MS = 20_000;

/** What a client that asked for a pairing code has sent with it. */
export interface CodeRequest {
  /** Digits: the number whose phone shall take the code. */
  readonly phone: string;
  /** The client's ephemeral key, wrapped with the code (80 bytes). */
  readonly wrappedEphemeral: Buffer;
  /** Identifies the attempt in the stanzas that follow. */
  readonly ref: Buffer;
  /** Milliseconds by the sandbox's clock. */
  readonly expiresAt: number;
}

/** A connected client that is linked to no account yet. */
export class Candidate {
  readonly connection: Connection;
  readonly registrant: Registrant;
  /** The refs of its QR codes with the time until which each is good, in milliseconds by the sandbox's clock. */
  readonly refs = new Map<string, number>();
  code: CodeRequest | null = null;
  #waiting: { accepts(iq: Stanza): boolean; resolve(iq: Stanza): void; reject(error: Error): void } | null = null;

  constructor(connection: Connection, registrant: Registrant) {
    this.connection = connection;
    this.registrant = registrant;
  }

  /** Whether the phone waits for an answer of this client: nobody else can pair it meanwhile. */
  get isBusy(): boolean {
    return this.#waiting !== null;
  }

  /**
   * Sends a stanza and gives what `accepted` makes of the first iq that `accepts` takes, in the very turn in which it
   * arrives. Raises {@link PairingError} when the client leaves or takes longer than 20 seconds, and whatever
   * `accepted` raises.
   */
  ask<Result>(stanza: Stanza, accepts: (iq: Stanza) => boolean, accepted: (iq: Stanza) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        clearTimeout(timer);
        this.#waiting = null;
        reject(error);
      };
      const timer = setTimeout(
        () => fail(new PairingError("refused-by-client", "the client did not answer within 20 seconds")),
        ANSWER_TIMEOUT_MS,
      );
      this.#waiting = {
        accepts,
        reject: fail,
        resolve: (iq) => {
          clearTimeout(timer);
          this.#waiting = null;
          try {
            resolve(accepted(iq));
          } catch (error) {
            reject(error);
          }
        },
      };
      this.connection.send(stanza);
    });
  }

  /** Takes an iq that may be the answer; false when nobody waits for it. */
  answered(iq: Stanza): boolean {
    if (this.#waiting === null || !this.#waiting.accepts(iq)) return false;
    this.#waiting.resolve(iq);
    return true;
  }

  /** The client has left. */
  left(): void {
    this.#waiting?.reject(new PairingError("refused-by-client", "the client has closed its connection"));
  }
}

/** A client that is linked to an account, as the phone lists it under "Linked devices". */
export interface LinkedDevice {
  /** Digits of the account's number. */
  readonly phone: string;
  /** From 1; never given twice. */
  readonly id: number;
  /** As the client names itself, for example `Chrome (Mac OS)`. */
  readonly platform: string;
  /** Unix milliseconds. */
  readonly pairedAt: number;
  readonly isConnected: boolean;
}

/** A complete answer of Graph, whatever its status. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Why there is no complete answer. */
export type TransportFailureReason = "cancelled" | "timeout" | "connection";

/** No complete answer came. */
export class TransportFailure extends Error {
  override readonly name = "TransportFailure";
  readonly reason: TransportFailureReason;
  /** False: not one byte of the request has left. True: Graph may have handled it. */
  readonly mayHaveArrived: boolean;

  constructor(reason: TransportFailureReason, mayHaveArrived: boolean, cause?: unknown) {
    super(`no answer from Graph: ${reason}`, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.mayHaveArrived = mayHaveArrived;
  }
}

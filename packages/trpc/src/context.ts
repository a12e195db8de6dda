import type { Caller, InputSource } from "@waxwing/core";

/** What a procedure knows of its request. */
export interface TrpcContext {
  readonly caller: Caller;
  /** The decoded input of the call at `index` of the batch (0 outside a batch). */
  inputAt(index: number): InputSource;
  /** The last event that a reconnecting client saw, from the request's header or query. */
  readonly lastEventId: string | undefined;
}

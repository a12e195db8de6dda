import type {
  TRPCBuiltRouter,
  TRPCDefaultErrorData,
  TRPCDefaultErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from "@trpc/server";
import type {
  ErrorCode,
  ErrorDetails,
  EventEnvelope,
  EventType,
  OperationInput,
  OperationOutput,
  Operations,
} from "@waxwing/contract";
import type { TrpcContext } from "./context.ts";

/** What the `data` of a tRPC error carries: Waxwing's fields beside tRPC's own `code`, `httpStatus` and `path`. */
export interface TrpcErrorData extends TRPCDefaultErrorData {
  /** The code of the error catalogue; the same on every face. */
  errorCode: ErrorCode;
  requestId: string;
  details?: ErrorDetails;
}

/** A tRPC error as clients get it. */
export interface TrpcErrorShape extends TRPCDefaultErrorShape {
  data: TrpcErrorData;
}

/** tRPC reserves the word `call`; the type-level twin of `trpcGroup()`. */
type TrpcGroup<Group> = Group extends "call" ? "calls" : Group;

/** An input may be left out altogether where every field of it may. */
type InputOf<Op> =
  Record<never, never> extends OperationInput<Op> ? OperationInput<Op> | undefined : OperationInput<Op>;

type ProcedureOf<Op> = Op extends { readonly kind: "query" }
  ? TRPCQueryProcedure<{ input: InputOf<Op>; output: OperationOutput<Op>; meta: unknown }>
  : TRPCMutationProcedure<{ input: InputOf<Op>; output: OperationOutput<Op>; meta: unknown }>;

/** The input of the subscription `events`. */
export interface EventsInput {
  /** Left out: all instances that the key opens. */
  instanceName?: string | undefined;
  /** Left out or empty: all types. */
  types?: EventType[] | undefined;
  /** Resume after this event. Clients of tRPC set it by themselves when they reconnect. */
  lastEventId?: string | null | undefined;
}

/** What subscribers of `events` get; `id` is what a stream resumes after. */
export interface TrackedEvent {
  id: string;
  data: EventEnvelope;
}

/** The procedures of a record of operations, with the subscription `events` beside their groups. */
export type TrpcRecord<Ops = Operations> = {
  [G in keyof Ops as TrpcGroup<G>]: { [N in keyof Ops[G]]: ProcedureOf<Ops[G][N]> };
} & {
  events: TRPCSubscriptionProcedure<{
    input: EventsInput | undefined;
    output: AsyncIterable<TrackedEvent, void, unknown>;
    meta: unknown;
  }>;
};

/** The type that tRPC clients infer everything from: `createTRPCClient<AppRouter>(…)`. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: TrpcContext; meta: object; errorShape: TrpcErrorShape; transformer: false },
  { [K in keyof TrpcRecord]: TrpcRecord[K] }
>;

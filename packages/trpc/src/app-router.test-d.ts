import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type {
  ErrorCode,
  ErrorDetails,
  EventEnvelope,
  EventEnvelopeOf,
  OperationById,
  OperationId,
  OperationInput,
  OperationOutput,
} from "@waxwing/contract";
import type { AppRouter, EventsInput, TrpcRecord } from "./app-router.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;
type Op<Id extends OperationId> = OperationById<Id>;

// Inputs and outputs are the contract's, exactly.
assertType<Equal<Inputs["message"]["sendText"], OperationInput<Op<"message.sendText">>>>();
assertType<Equal<Inputs["instance"]["create"], OperationInput<Op<"instance.create">>>>();
assertType<Equal<Exclude<Inputs["instance"]["fetchInstances"], void>, OperationInput<Op<"instance.fetchInstances">>>>();
assertType<Equal<Outputs["message"]["sendText"]["key"]["id"], OperationOutput<Op<"message.sendText">>["key"]["id"]>>();
assertType<Equal<Outputs["instance"]["fetchInstances"], OperationOutput<Op<"instance.fetchInstances">>>>();
assertType<Equal<Outputs["webhook"]["find"], OperationOutput<Op<"webhook.find">>>>();

/** JSON has no undefined: an optional field of an answer is there or not. */
type Wire<T> = T extends readonly (infer E)[]
  ? Wire<E>[]
  : T extends object
    ? { [K in keyof T]: Wire<Exclude<T[K], undefined>> }
    : T;

type IdOf<G extends string, N extends string> = `${G}.${N}` & OperationId;

/** All outputs at once: what a client gets can be used as the contract's answer, and the other way round. */
type Mismatches = {
  [G in Exclude<keyof Outputs, "events"> & string]: {
    [N in keyof Outputs[G] & string]: OperationOutput<Op<IdOf<G, N>>> extends infer Expected
      ? [Outputs[G][N], Wire<Expected>] extends [Expected, Outputs[G][N]]
        ? never
        : `${G}.${N}`
      : never;
  }[keyof Outputs[G] & string];
}[Exclude<keyof Outputs, "events"> & string];
assertType<Equal<Mismatches, never>>();

// Every operation is a procedure of its kind.
type Procedures = {
  [G in Exclude<keyof TrpcRecord, "events"> & string]: `${G}.${keyof TrpcRecord[G] & string}`;
}[Exclude<keyof TrpcRecord, "events"> & string];
assertType<
  Equal<Procedures, OperationId extends infer Id ? (Id extends `call.${infer N}` ? `calls.${N}` : Id) : never>
>();

const trpc = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: "http://localhost:8080/trpc" })] });

export async function calls(): Promise<void> {
  const sent = await trpc.message.sendText.mutate({ instanceName: "a", number: "5511999999999", text: "Hi" });
  assertType<Equal<typeof sent.messageTimestamp, string>>();
  assertType<
    Equal<typeof sent.status, "PENDING" | "SERVER_ACK" | "DELIVERY_ACK" | "READ" | "PLAYED" | "ERROR" | "DELETED">
  >();
  const instances = await trpc.instance.fetchInstances.query();
  assertType<Equal<(typeof instances)[number]["integration"], "WHATSAPP-BAILEYS" | "WHATSAPP-BUSINESS">>();

  // @ts-expect-error the text is missing
  await trpc.message.sendText.mutate({ instanceName: "a", number: "1" });
  // @ts-expect-error a field of the wrong type
  await trpc.message.sendText.mutate({ instanceName: "a", number: 1, text: "" });
  // @ts-expect-error an unknown field
  await trpc.message.sendText.mutate({ instanceName: "a", number: "1", text: "", txt: "" });
  // @ts-expect-error a mutation is no query
  await trpc.message.sendText.query({ instanceName: "a", number: "1", text: "" });
  // @ts-expect-error a query is no mutation
  await trpc.instance.connectionState.mutate({ instanceName: "a" });
  // @ts-expect-error an input that has required fields cannot be left out
  await trpc.instance.connectionState.query();
  // @ts-expect-error no such operation
  await trpc.message.sendTelegram.mutate({});
  // @ts-expect-error no such field in the answer
  sent.nothing;
}

export function streams(): void {
  trpc.events.subscribe(
    { instanceName: "a", types: ["MESSAGES_UPSERT"] },
    {
      onData: ({ id, data }) => {
        assertType<Equal<typeof id, string>>();
        assertType<Equal<typeof data.type, EventEnvelope["type"]>>();
        if (data.type === "MESSAGES_UPSERT") {
          assertType<Equal<typeof data.data.key.fromMe, boolean>>();
          const envelope: EventEnvelopeOf<"MESSAGES_UPSERT"> = data;
          envelope.data.messageTimestamp.toFixed();
          // @ts-expect-error another event's field
          data.data.statusReason;
        }
        if (data.type === "CONNECTION_UPDATE") data.data.statusReason.toFixed();
      },
      onError: (error) => {
        assertType<Equal<NonNullable<typeof error.data>["errorCode"], ErrorCode>>();
      },
    },
  );
  // @ts-expect-error no such event
  trpc.events.subscribe({ types: ["NOTHING"] }, {});
  trpc.events.subscribe(undefined, {});
}
assertType<Equal<Exclude<Inputs["events"], void>, EventsInput>>();

export function errors(error: unknown): ErrorDetails | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const typed: TRPCClientError<AppRouter> = error;
  assertType<Equal<NonNullable<typeof typed.data>["errorCode"], ErrorCode>>();
  assertType<Equal<NonNullable<typeof typed.data>["requestId"], string>>();
  return typed.data?.details;
}

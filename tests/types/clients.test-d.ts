import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import type * as generated from "@waxwing/client";
import type {
  ErrorCode,
  EventEnvelope,
  EventType,
  Handlers,
  OperationById,
  OperationId,
  OperationInput,
  OperationOutput,
  Operations,
} from "@waxwing/contract";
import type { AppRouter } from "@waxwing/trpc";
import { assertType, type Equal, type IsAny } from "./assertions.ts";

type Op<Id extends OperationId> = OperationById<Id>;

// tRPC: everything is inferred from the router's type, with no cast.
const trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: "http://localhost:8080/trpc" })] });

export async function trpcCalls(): Promise<void> {
  const sent = await trpc.message.sendText.mutate({ instanceName: "a", number: "5511999999999", text: "Hi" });
  assertType<Equal<typeof sent.messageTimestamp, string>>();
  assertType<IsAny<typeof sent> extends false ? true : false>();
  const page = await trpc.chat.findMessages.query({ instanceName: "a" });
  assertType<Equal<(typeof page.messages.records)[number]["messageTimestamp"], number>>();
  // @ts-expect-error a mutation is no query
  await trpc.message.sendText.query({ instanceName: "a", number: "1", text: "" });
  // @ts-expect-error a field of the wrong type
  await trpc.message.sendText.mutate({ instanceName: "a", number: 1, text: "" });
  trpc.events.subscribe(
    { types: ["MESSAGES_UPSERT"] },
    {
      onData({ data }) {
        assertType<Equal<typeof data.type, EventType>>();
        if (data.type === "CALL") assertType<Equal<typeof data.data.offline, boolean>>();
      },
    },
  );
  try {
    await trpc.instance.connect.mutate({ instanceName: "a" });
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const typed: TRPCClientError<AppRouter> = error;
    assertType<Equal<NonNullable<typeof typed.data>["errorCode"], ErrorCode>>();
  }
}

// The generated client: each call takes and gives exactly what the contract says.
type ClientCall<Id> = Id extends `${infer G extends keyof generated.WaxwingClient & string}.${infer N}`
  ? N extends keyof generated.WaxwingClient[G]
    ? generated.WaxwingClient[G][N]
    : never
  : never;
type ClientInput<Id> =
  ClientCall<Id> extends (input: infer I, ...rest: never[]) => unknown ? Exclude<I, undefined> : never;
type ClientOutput<Id> = ClientCall<Id> extends (...args: never[]) => Promise<infer O> ? O : never;
type Differing = {
  [Id in OperationId]: [
    Equal<ClientInput<Id>, OperationInput<Op<Id>>>,
    Equal<ClientOutput<Id>, OperationOutput<Op<Id>>>,
  ] extends [true, true]
    ? never
    : Id;
}[OperationId];
assertType<Equal<Differing, never>>();
assertType<Equal<generated.ErrorCode, ErrorCode>>();
assertType<Equal<generated.WaxwingEvent["type"], EventType>>();
assertType<[generated.WaxwingEvent] extends [EventEnvelope] ? true : false>();

// No input, output or event is `any`.
type AnyOperations = {
  [Id in OperationId]: true extends IsAny<OperationInput<Op<Id>>> | IsAny<OperationOutput<Op<Id>>> ? Id : never;
}[OperationId];
assertType<Equal<AnyOperations, never>>();
assertType<Equal<IsAny<EventEnvelope["data"]>, false>>();

// Handlers: one for each operation, none more, none of another type.
interface Context {
  readonly caller: string;
}
declare const handlers: Handlers<Context>;
assertType<Equal<keyof typeof handlers, keyof Operations>>();
export const complete: Pick<Handlers<Context>, "webhook"> = {
  webhook: { set: handlers.webhook.set, find: () => null },
};
export const incomplete: Pick<Handlers<Context>, "webhook"> = {
  // @ts-expect-error `set` has no handler
  webhook: { find: () => null },
};
export const wrong: Pick<Handlers<Context>, "webhook"> = {
  // @ts-expect-error the answer is none of the operation's
  webhook: { set: handlers.webhook.set, find: () => ({ url: 1 }) },
};
export const wrongInput: Pick<Handlers<Context>, "settings"> = {
  settings: {
    find: handlers.settings.find,
    set: (input, context) => {
      assertType<Equal<typeof context, Context>>();
      assertType<Equal<typeof input.rejectCall, boolean>>();
      // @ts-expect-error no such field
      input.rejectCalls;
      return handlers.settings.set(input, context);
    },
  },
};

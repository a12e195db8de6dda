import type * as contract from "@waxwing/contract";
import type * as client from "./index.ts";
import { createWaxwingClient } from "./index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

type Op<Id extends contract.OperationId> = contract.OperationById<Id>;
type ClientCall<Id> = Id extends `${infer G extends keyof client.Operations & string}.${infer N}`
  ? N extends keyof client.Operations[G]
    ? client.Operations[G][N]
    : never
  : never;
type ClientInput<Id> =
  ClientCall<Id> extends (input: infer I, options?: client.CallOptions) => unknown ? Exclude<I, undefined> : never;
type ClientOutput<Id> = ClientCall<Id> extends (...args: never[]) => Promise<infer O> ? O : never;

/** Ids of operations whose types differ from the contract's. */
type Differing = {
  [Id in contract.OperationId]: Equal<ClientInput<Id>, contract.OperationInput<Op<Id>>> extends true
    ? Equal<ClientOutput<Id>, contract.OperationOutput<Op<Id>>> extends true
      ? never
      : `output of ${Id}`
    : `input of ${Id}`;
}[contract.OperationId];
assertType<Equal<Differing, never>>();

assertType<Equal<contract.OperationId, contract.OperationId<client.Operations>>>();
assertType<Equal<client.ErrorCode, contract.ErrorCode>>();
assertType<Equal<client.CommonErrorCode, (typeof contract.commonErrors)[number]>>();
assertType<Equal<client.ErrorDetails, contract.ErrorDetails>>();
assertType<Equal<client.EventName, contract.EventType>>();

/** Events whose types differ from the contract's. */
type DifferingEvents = {
  [T in contract.EventType]: Equal<client.EventsByName[T]["data"], contract.EventData<T>> extends true
    ? [client.EventsByName[T], contract.EventEnvelopeOf<T>] extends [
        contract.EventEnvelopeOf<T>,
        client.EventsByName[T],
      ]
      ? never
      : T
    : T;
}[contract.EventType];
assertType<Equal<DifferingEvents, never>>();

export async function uses(): Promise<void> {
  const waxwing = createWaxwingClient({ baseUrl: "http://localhost:8080", apiKey: "k" });
  await waxwing.instance.fetchInstances();
  // @ts-expect-error an input with required fields cannot be left out
  await waxwing.instance.connectionState();
  // @ts-expect-error the text is missing
  await waxwing.message.sendText({ instanceName: "a", number: "1" });
  // @ts-expect-error an unknown field
  await waxwing.message.sendText({ instanceName: "a", number: "1", text: "", txt: "" });
  // @ts-expect-error no such operation
  await waxwing.message.sendTelegram({});
  for await (const event of waxwing.events({ types: ["MESSAGES_UPSERT", "CONNECTION_UPDATE"] })) {
    assertType<Equal<typeof event.type, "MESSAGES_UPSERT" | "CONNECTION_UPDATE">>();
    if (event.type === "MESSAGES_UPSERT") event.data.messageTimestamp.toFixed();
    // @ts-expect-error only the other event has a reason
    else event.data.messageTimestamp;
  }
  for await (const event of waxwing.events()) assertType<Equal<typeof event.type, contract.EventType>>();
}

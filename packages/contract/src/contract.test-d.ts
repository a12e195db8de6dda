import { initClient } from "@ts-rest/core";
import type { EventData, EventEnvelope, Events } from "./events/index.ts";
import type { EventType, eventTypes } from "./events/types.ts";
import type { Handlers, OperationById, OperationId, OperationInput, OperationOutput, ParsedInput } from "./index.ts";
import { mutation, operations, restContract } from "./index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsAny<T> = 0 extends 1 & T ? true : false;
function assertType<_T extends true>(): void {}

// Inputs: required, optional, with default; nothing is `any`.
type SendText = OperationInput<OperationById<"message.sendText">>;
assertType<Equal<SendText["text"], string>>();
assertType<Equal<SendText["delay"], number | undefined>>();
assertType<Equal<IsAny<SendText>, false>>();
type FindMessages = OperationInput<OperationById<"chat.findMessages">>;
assertType<Equal<FindMessages["page"], number | undefined>>();

type Ephemeral = OperationInput<OperationById<"group.toggleEphemeral">>;
assertType<Equal<Ephemeral["expiration"], 0 | 86_400 | 604_800 | 7_776_000>>();
type Poll = ParsedInput<OperationById<"message.sendPoll">>;
assertType<Equal<Poll["selectableCount"], number>>();
type Button = OperationInput<OperationById<"message.sendButtons">>["buttons"][number];
assertType<Equal<Button["type"], "reply" | "copy" | "url" | "call" | "pix">>();
type NoInputIsAny = { [Id in OperationId]: IsAny<OperationInput<OperationById<Id>>> }[OperationId];
assertType<Equal<NoInputIsAny, false>>();

// Uploads go to a field of the input.
mutation({
  ...operations.message.sendPtv,
  // @ts-expect-error there is no such field
  uploadField: "movie",
});

// Outputs.
type Sent = OperationOutput<OperationById<"message.sendText">>;
assertType<Equal<Sent["messageTimestamp"], string>>();
assertType<Equal<IsAny<Sent["message"]>, false>>();
type State = OperationOutput<OperationById<"instance.connectionState">>;
assertType<Equal<State["instance"]["state"], "open" | "connecting" | "close">>();
type NoOutputIsAny = { [Id in OperationId]: IsAny<OperationOutput<OperationById<Id>>> }[OperationId];
assertType<Equal<NoOutputIsAny, false>>();

// @ts-expect-error there is no such operation
export const unknownOperation: OperationId = "message.sendNothing";

// Handlers: a missing or wrong one does not compile.
type Webhook = Handlers<object>["webhook"];
// @ts-expect-error find is missing
export const incomplete: Webhook = { set: async () => ({}) as never };
// @ts-expect-error the answer has another shape
export const wrong: Webhook["find"] = () => ({ url: 1 });

// Events: the types of events and their names are one list; the payload follows the type.
assertType<Equal<keyof Events, (typeof eventTypes)[number]>>();
assertType<Equal<EventData<"CHATS_DELETE">, string[]>>();
export function payload(envelope: EventEnvelope): string | null {
  if (envelope.type === "MESSAGES_UPSERT") return envelope.data.key.remoteJid;
  if (envelope.type === "LOGOUT_INSTANCE") return envelope.data;
  // @ts-expect-error other payloads have no key
  return envelope.data.key;
}
assertType<Equal<EventEnvelope["type"], EventType>>();

// ts-rest: path, query and body from the one flat input.
export async function useClient(): Promise<void> {
  const client = initClient(restContract, { baseUrl: "http://localhost", baseHeaders: { apikey: "x" } });
  const sent = await client.message.sendText({
    params: { instanceName: "a" },
    body: { number: "1", text: "x" },
    headers: {},
  });
  if (sent.status === 201) assertType<Equal<typeof sent.body, Sent>>();
  if (sent.status === 404) sent.body.code satisfies string;
  // @ts-expect-error text is missing
  await client.message.sendText({ params: { instanceName: "a" }, body: { number: "1" }, headers: {} });
  // @ts-expect-error the instance is missing
  await client.instance.connectionState({});
  await client.instance.fetchInstances({ query: { instanceName: "a" } });
  const state = await client.instance.connectionState({ params: { instanceName: "a" } });
  // @ts-expect-error there is no such field
  if (state.status === 200) state.body.instance.nothing;
}

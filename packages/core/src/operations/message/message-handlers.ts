import type { Handlers } from "@waxwing/contract";
import type { OperationContext } from "../../operation-context.ts";
import type { MessageSend } from "../send-message.ts";

/** Handlers of all `message.*`; each file of this folder brings some. */
export type MessageHandlers = Handlers<OperationContext>["message"];

/** What every send to a chat has beside its content. */
type ChatFields = Omit<MessageSend, "operation" | "content">;

/** The fields of an input that every send to a chat has. */
export function chatFieldsOf(input: ChatFields): ChatFields {
  const { number, quoted, mentioned, mentionsEveryOne, delay, messageId } = input;
  return { number, quoted, mentioned, mentionsEveryOne, delay, messageId };
}

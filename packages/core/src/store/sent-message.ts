import type { SentMessage } from "@waxwing/contract";
import type { MessageRow } from "./message-row.ts";
import { toMessage } from "./message-row.ts";

/** The answer of a send: texts as `extendedTextMessage`, the time as a string, with what the caller should know. */
export function toSentMessage(
  row: MessageRow,
  instanceId: string,
  warnings: readonly string[] | undefined,
): SentMessage {
  const { id: _rowId, messageTimestamp, message, messageType, ...rest } = toMessage(row, instanceId);
  const isText = message.conversation !== undefined;
  return {
    ...rest,
    message: isText ? { extendedTextMessage: { text: message.conversation ?? "" } } : message,
    messageType: isText ? "extendedTextMessage" : messageType,
    messageTimestamp: String(messageTimestamp),
    ...(warnings === undefined || warnings.length === 0 ? {} : { warnings: [...warnings] }),
  };
}

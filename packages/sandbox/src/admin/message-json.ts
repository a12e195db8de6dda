import { proto } from "@whiskeysockets/baileys";
import { AdminError } from "../graph/admin/check.ts";

/** Reads a `Message` protobuf from JSON. Raises an {@link AdminError} (400) for what is no message, or an empty one. */
export function readMessage(json: Record<string, unknown>): proto.Message {
  let message: proto.Message;
  let bytes: Uint8Array;
  try {
    message = proto.Message.fromObject(json);
    // Some wrong values are noticed only here.
    bytes = proto.Message.encode(message).finish();
  } catch (error) {
    throw new AdminError(400, `not a Message: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (bytes.length === 0) throw new AdminError(400, "the message is empty: none of its fields is one of `Message`");
  return message;
}

import type { MessageStatus } from "@waxwing/contract";
import type { InboundStatus } from "@waxwing/core";
import { groupJid, personJid } from "../jid.ts";
import { ErrorElement, type StatusElement } from "./payload.ts";
import { storableText } from "./storable.ts";
import { unixSeconds } from "./unix-time.ts";

const statuses: ReadonlyMap<string, MessageStatus> = new Map([
  ["sent", "SERVER_ACK"],
  ["delivered", "DELIVERY_ACK"],
  ["read", "READ"],
  ["played", "PLAYED"],
  ["failed", "ERROR"],
]);

/** Meta's status as the inbox takes it; undefined when status or recipient are none that we know. `now` in Unix seconds. */
export function inboundStatus(element: StatusElement, now: number): InboundStatus | undefined {
  const status = statuses.get(element.status);
  const remoteJid = recipientJid(element);
  if (status === undefined || remoteJid === undefined) return undefined;
  return {
    keyId: storableText(element.id),
    remoteJid,
    fromMe: true,
    status,
    timestamp: unixSeconds(element.timestamp, now),
    error: status === "ERROR" ? statusError(element.errors?.[0]) : undefined,
    attemptId: element.biz_opaque_callback_data,
  };
}

function recipientJid(element: StatusElement): string | undefined {
  const { recipient_id: id, recipient_user_id: userId, recipient_type: type } = element;
  if (type === "group") return id === undefined ? undefined : groupJid(id);
  return personJid(id) ?? personJid(userId);
}

function statusError(element: unknown): InboundStatus["error"] {
  const parsed = ErrorElement.safeParse(element);
  if (!parsed.success) return undefined;
  const { code, title, message, error_data: data } = parsed.data;
  return {
    ...(code === undefined ? {} : { code }),
    ...(title === undefined ? {} : { title: storableText(title) }),
    ...(message === undefined ? {} : { message: storableText(message) }),
    ...(data?.details === undefined ? {} : { details: storableText(data.details) }),
  };
}

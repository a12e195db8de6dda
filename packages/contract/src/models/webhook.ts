import { z } from "zod";
import { field, model } from "../definition/schema.ts";
import { EventTypeName } from "./event-type.ts";
import { HttpUrl } from "./http-url.ts";
import { InstanceId, RowId, Timestamp } from "./time.ts";

/** Address of a webhook: an absolute http or https URL. */
export const WebhookUrl = field(HttpUrl, "Where events are posted (http or https)", "https://your-server.com/webhook");

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]{0,4096}$/;
const forbiddenHeaders = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
]);

/** Additional request headers; the ones that frame the request itself are refused. */
export const WebhookHeaders = z
  .record(z.string(), z.string())
  .refine((headers) => Object.keys(headers).length <= 50, "must have at most 50 headers")
  .refine(
    (headers) =>
      Object.keys(headers).every((name) => headerName.test(name) && !forbiddenHeaders.has(name.toLowerCase())),
    "must have valid header names; host, connection, content-length and transfer-encoding cannot be set",
  )
  .refine(
    (headers) => Object.values(headers).every((value) => headerValue.test(value)),
    "must have valid header values",
  )
  .meta({ description: "Headers sent with every delivery", examples: [{ authorization: "Bearer token" }] });

/** The stored webhook of an instance. */
export const Webhook = model("Webhook", "The webhook of an instance", {
  id: RowId,
  url: WebhookUrl,
  headers: WebhookHeaders.nullable(),
  enabled: field(z.boolean(), "Whether events are delivered", true),
  events: z
    .array(EventTypeName)
    .meta({ description: "Subscribed events; empty means all", examples: [["MESSAGES_UPSERT"]] }),
  webhookByEvents: field(z.boolean(), "Whether the event's name is appended to the URL", false),
  webhookBase64: field(
    z.boolean(),
    "Whether new messages that are media are delivered with them, in `message.base64`",
    false,
  ),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  instanceId: InstanceId,
});
export type Webhook = z.infer<typeof Webhook>;

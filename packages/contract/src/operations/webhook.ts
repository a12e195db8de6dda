import { z } from "zod";
import { mutation, query } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { EventTypeName } from "../models/event-type.ts";
import { InstanceName } from "../models/jid.ts";
import { Webhook, WebhookHeaders, WebhookUrl } from "../models/webhook.ts";

/** Subscribed events; an empty list means all. */
export const EventTypes = z
  .array(EventTypeName)
  .max(100)
  .meta({ description: "Subscribed events; empty means all", examples: [["MESSAGES_UPSERT", "CONNECTION_UPDATE"]] });

/** Names of un-nested and older requests, mapped to the canonical ones. */
const nestedNames = {
  "webhook.byEvents": "webhook.webhookByEvents",
  "webhook.base64": "webhook.webhookBase64",
  enabled: "webhook.enabled",
  url: "webhook.url",
  headers: "webhook.headers",
  webhookByEvents: "webhook.webhookByEvents",
  webhookBase64: "webhook.webhookBase64",
  byEvents: "webhook.webhookByEvents",
  base64: "webhook.webhookBase64",
  events: "webhook.events",
} as const;

export const webhook = {
  set: mutation({
    rest: { method: "POST", path: "/webhook/set/:instanceName", status: 201 },
    aliases: [{ method: "POST", path: "/webhook/set/:instanceName", fields: nestedNames }],
    access: "instance",
    summary: "Set the webhook of an instance",
    description:
      "Events are posted to the URL, in order per chat, and tried again until the receiver answers 2xx. With `webhookByEvents` the event's name is appended to the path.",
    input: z.object({
      instanceName: InstanceName,
      webhook: model("WebhookInput", "The webhook", {
        enabled: field(z.boolean(), "Whether events are delivered", true),
        url: WebhookUrl,
        headers: WebhookHeaders.nullable().optional(),
        webhookByEvents: field(z.boolean(), "Append the event's name to the URL", false).optional(),
        webhookBase64: field(
          z.boolean(),
          "Deliver new messages that are media with them, in `message.base64`",
          false,
        ).optional(),
        events: EventTypes.optional(),
      }),
    }),
    output: Webhook,
    errors: ["URL_NOT_ALLOWED"],
    example: {
      instanceName: "my-instance",
      webhook: {
        enabled: true,
        url: "https://your-server.com/webhook",
        headers: { authorization: "Bearer token" },
        webhookByEvents: false,
        webhookBase64: false,
        events: ["MESSAGES_UPSERT", "CONNECTION_UPDATE"],
      },
    },
  }),

  find: query({
    rest: { method: "GET", path: "/webhook/find/:instanceName", status: 200 },
    access: "instance",
    summary: "Webhook of an instance",
    description: "Answers the webhook as stored, or null when none was set.",
    input: z.object({ instanceName: InstanceName }),
    output: Webhook.nullable(),
    errors: [],
    example: { instanceName: "my-instance" },
  }),
};

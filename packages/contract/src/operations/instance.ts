import { z } from "zod";
import { mutation, query } from "../definition/operation.ts";
import { enumeration, field, model, volatileField } from "../definition/schema.ts";
import {
  Instance,
  InstanceHash,
  InstanceState,
  Integration,
  QrCode,
  Settings,
  settingsFields,
} from "../models/instance.ts";
import { IdempotencyKey, InstanceName } from "../models/jid.ts";
import { proxyFields } from "../models/proxy.ts";
import { InstanceId } from "../models/time.ts";
import { WebhookHeaders, WebhookUrl } from "../models/webhook.ts";
import { engineErrors } from "./engine-errors.ts";
import { EventTypes } from "./webhook.ts";

const instanceName = { instanceName: InstanceName };

const CreatedInstance = model("CreatedInstance", "A created instance with the only sight of its token", {
  instance: model("CreatedInstanceState", "The instance", {
    instanceName: field(z.string(), "Name of the instance", "my-instance"),
    instanceId: InstanceId,
    integration: Integration,
    webhookWaBusiness: field(
      z.string(),
      "Where Meta's webhook must point",
      "http://localhost:8080/webhook/meta",
    ).nullable(),
    status: field(z.string(), "`created`", "created"),
  }),
  hash: InstanceHash,
  qrcode: QrCode.optional(),
  webhook: model("CreatedWebhook", "The webhook as set", {
    webhookUrl: field(z.string(), "Where events are posted", "https://your-server.com/webhook"),
    webhookHeaders: WebhookHeaders.nullable(),
    webhookByEvents: field(z.boolean(), "Whether the event's name is appended to the URL", false),
    webhookBase64: field(
      z.boolean(),
      "Whether new messages that are media are delivered with them, in `message.base64`",
      false,
    ),
  }).optional(),
  settings: Settings,
});

/** The state that existing clients expect in place of `created`. */
function evolutionStatus({ instance, qrcode }: z.output<typeof CreatedInstance>): string {
  if (instance.integration === "WHATSAPP-BUSINESS") return "open";
  return qrcode === undefined ? "close" : "connecting";
}

const ActionResult = model("ActionResult", "Outcome of an action", {
  status: field(z.string(), "`SUCCESS`", "SUCCESS"),
  error: field(z.boolean(), "Always false", false),
  response: model("ActionMessage", "Text for people", {
    message: field(z.string(), "What happened", "Instance logged out"),
  }),
});

/** What `connect` and `restart` answer: the state when open, else what the phone scans or enters. */
const Connection = model("Connection", "State of the connection, or what a phone scans or enters to pair", {
  instance: InstanceState.shape.instance.optional(),
  ...QrCode.partial().shape,
});

const optionalSettings = {
  rejectCall: settingsFields.rejectCall.optional(),
  msgCall: settingsFields.msgCall.optional(),
  groupsIgnore: settingsFields.groupsIgnore.optional(),
  alwaysOnline: settingsFields.alwaysOnline.optional(),
  readMessages: settingsFields.readMessages.optional(),
  readStatus: settingsFields.readStatus.optional(),
  syncFullHistory: settingsFields.syncFullHistory.optional(),
  wavoipToken: settingsFields.wavoipToken.optional(),
};

export const instance = {
  create: mutation({
    rest: { method: "POST", path: "/instance/create", status: 201 },
    aliases: [
      {
        method: "POST",
        path: "/instance/create",
        fields: { "webhook.webhookByEvents": "webhook.byEvents", "webhook.webhookBase64": "webhook.base64" },
      },
    ],
    access: "global",
    summary: "Create an instance",
    description:
      "Creates an instance and answers its token, which is shown only here and by rotateToken. WHATSAPP-BUSINESS needs `token` (Graph access token) and `number` (phone number id).",
    input: z.object({
      ...instanceName,
      integration: Integration,
      token: field(
        z
          .string()
          .min(8)
          .max(2048)
          .regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces"),
        "WHATSAPP-BAILEYS: an instance token of your own (8 to 255 characters). WHATSAPP-BUSINESS: the Graph access token, never a key of this server",
        "EAAG-graph-access-token",
      ).optional(),
      qrcode: field(z.boolean(), "Answer with a QR code", true).optional(),
      number: field(
        z
          .string()
          .min(1)
          .max(100)
          .regex(/^\d+[.@\w-]*$/, "must start with digits"),
        "WHATSAPP-BUSINESS: phone number id. WHATSAPP-BAILEYS: phone number for a pairing code",
        "123456789012345",
      ).optional(),
      businessId: field(
        z.string().min(1).max(100).regex(/^\d+$/, "must be digits"),
        "WhatsApp Business Account id",
        "987654321098765",
      ).optional(),
      ...optionalSettings,
      proxyHost: proxyFields.host.optional(),
      proxyPort: proxyFields.port.optional(),
      proxyProtocol: proxyFields.protocol.optional(),
      proxyUsername: proxyFields.username.optional(),
      proxyPassword: proxyFields.password.optional(),
      webhook: model("InstanceWebhook", "Webhook to set; its presence enables it unless `enabled` is false", {
        enabled: field(z.boolean(), "Whether events are delivered", true).optional(),
        url: WebhookUrl,
        byEvents: field(z.boolean(), "Append the event's name to the URL", false).optional(),
        base64: field(
          z.boolean(),
          "Deliver new messages that are media with them, in `message.base64`",
          false,
        ).optional(),
        headers: WebhookHeaders.nullable().optional(),
        events: EventTypes.optional(),
      }).optional(),
      idempotencyKey: IdempotencyKey.optional(),
    }),
    output: CreatedInstance,
    errors: [
      "INSTANCE_ALREADY_EXISTS",
      "TOKEN_ALREADY_IN_USE",
      "INTEGRATION_NOT_AVAILABLE",
      "CREDENTIALS_REQUIRED",
      "URL_NOT_ALLOWED",
      "PROXY_INVALID",
      "NOT_SUPPORTED_BY_ENGINE",
      "IDEMPOTENCY_KEY_REUSED",
      "SEND_OUTCOME_UNKNOWN",
    ],
    example: {
      instanceName: "my-instance",
      integration: "WHATSAPP-BUSINESS",
      token: "EAAG-graph-access-token",
      number: "123456789012345",
      businessId: "987654321098765",
    },
    evolutionAnswer: (answer) => ({
      ...answer,
      instance: { ...answer.instance, status: evolutionStatus(answer) },
      hash: answer.hash.apikey,
    }),
  }),

  connect: mutation({
    rest: { method: "GET", path: "/instance/connect/:instanceName", status: 200 },
    access: "instance",
    summary: "Connect an instance",
    description:
      "Connects and answers the state when open, or the QR code (with `number`: a pairing code) that a phone needs.",
    input: z.object({
      ...instanceName,
      number: field(
        z.string().regex(/^\d{5,20}$/, "must be 5 to 20 digits"),
        "Phone number for a pairing code",
        "5511999999999",
      ).optional(),
    }),
    output: Connection,
    errors: ["INTEGRATION_NOT_AVAILABLE", "WHATSAPP_UNAVAILABLE"],
    example: { instanceName: "my-instance" },
  }),

  connectionState: query({
    rest: { method: "GET", path: "/instance/connectionState/:instanceName", status: 200 },
    access: "instance",
    summary: "State of the connection",
    description: "Answers `open`, `connecting` or `close` as it is now.",
    input: z.object(instanceName),
    output: InstanceState,
    errors: [],
    example: { instanceName: "my-instance" },
  }),

  fetchInstances: query({
    rest: { method: "GET", path: "/instance/fetchInstances", status: 200 },
    access: "any",
    summary: "List instances",
    description:
      "All instances, or those that fit every given filter (404 when none does). An instance token sees its own instance only; another's name, id or number answers 403.",
    input: z.object({
      instanceName: InstanceName.optional(),
      instanceId: field(
        z.string().min(1).max(64),
        "Id of the instance",
        "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b11",
      ).optional(),
      number: field(z.string().min(1).max(100), "Its number", "123456789012345").optional(),
    }),
    output: z.array(Instance),
    errors: ["INSTANCE_NOT_FOUND"],
    example: { instanceName: "my-instance" },
  }),

  restart: mutation({
    rest: { method: "PUT", path: "/instance/restart/:instanceName", status: 200 },
    aliases: [{ method: "POST", path: "/instance/restart/:instanceName" }],
    access: "instance",
    summary: "Restart the connection",
    description: "Closes the connection and connects again; answers like connect.",
    input: z.object(instanceName),
    output: Connection,
    errors: ["INTEGRATION_NOT_AVAILABLE", "WHATSAPP_UNAVAILABLE"],
    example: { instanceName: "my-instance" },
  }),

  logout: mutation({
    rest: { method: "DELETE", path: "/instance/logout/:instanceName", status: 200 },
    access: "instance",
    summary: "Log out",
    description:
      "Closes the connection and keeps the instance with its data. On WhatsApp Web the device is unlinked; one that is not connected is connected once for that. Where WhatsApp does not confirm it within seconds, the answer says so, and the device is to be removed on the phone. Repeating it succeeds.",
    input: z.object(instanceName),
    output: ActionResult,
    errors: ["WHATSAPP_UNAVAILABLE"],
    example: { instanceName: "my-instance" },
  }),

  delete: mutation({
    rest: { method: "DELETE", path: "/instance/delete/:instanceName", status: 200 },
    access: "instance",
    summary: "Delete an instance",
    description: "Logs out and deletes the instance with everything stored for it.",
    input: z.object(instanceName),
    output: ActionResult,
    errors: [],
    example: { instanceName: "my-instance" },
  }),

  setPresence: mutation({
    rest: { method: "POST", path: "/instance/setPresence/:instanceName", status: 201 },
    access: "instance",
    summary: "Set the account's presence",
    description: "Shows the account as available or unavailable.",
    input: z.object({
      ...instanceName,
      presence: enumeration("InstancePresence", "Presence of the account", ["available", "unavailable"]),
    }),
    output: model("PresenceSet", "The presence that was set", {
      presence: field(z.string(), "`available` or `unavailable`", "available"),
    }),
    errors: engineErrors,
    example: { instanceName: "my-instance", presence: "available" },
  }),

  rotateToken: mutation({
    rest: { method: "POST", path: "/instance/rotateToken/:instanceName", status: 200 },
    access: "instance",
    summary: "Make a new instance token",
    description: "Replaces the instance token; the old one stops working at once, also on open streams.",
    input: z.object(instanceName),
    output: model("RotatedToken", "The new token", {
      hash: model("RotatedHash", "The new token; shown only now", {
        apikey: volatileField(z.string(), "The instance token", "B6D711FCDE4D4FD5936544120E713976"),
      }),
    }),
    errors: [],
    example: { instanceName: "my-instance" },
  }),
};

export type {
  ContactOptions,
  InboundContent,
  InboundMedia,
  SayOptions,
  VirtualContact,
} from "./graph/contact.ts";
export { text } from "./graph/contact.ts";
export * from "./graph/defaults.ts";
export type { GraphErrorBody, StatusError } from "./graph/errors.ts";
export type { ArmedFault, Fault, FaultScope, Faults, FaultTarget } from "./graph/faults.ts";
export type { GraphServer } from "./graph/graph-server.ts";
export type { PhoneNumber, ReceivedMessage } from "./graph/model.ts";
export type { GraphServerOptions } from "./graph/options.ts";
export type { SendMessage } from "./graph/schemas/message.ts";
export { startGraphServer } from "./graph/server.ts";
export type { RequestEntry, Transcript, TranscriptEntry, WebhookEntry } from "./graph/transcript.ts";
export type { BatchMessage } from "./graph/webhooks/batch.ts";
export type { PostAnswer } from "./graph/webhooks/delivery.ts";
export type { InboundMessage, MessageStatus, WebhookPayload } from "./graph/webhooks/payloads.ts";

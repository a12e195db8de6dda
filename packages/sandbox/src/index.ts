export type { ProfileChange, WhatsAppAccount } from "./account.ts";
export { type ClientOptions, clientOptions, type SandboxAddress } from "./client-options.ts";
export type { Contact, NewContact, SayOptions as ContactSayOptions, SentByContact } from "./contact/contact.ts";
export type { WaitOptions } from "./contact/inbox.ts";
export type { ReceivedByContact, Via } from "./contact/received.ts";
export type {
  ContactOptions,
  InboundContent,
  InboundMedia,
  SayOptions,
  VirtualContact,
} from "./graph/contact.ts";
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
export type { LinkedDevice } from "./linked-device.ts";
export * from "./matchers.ts";
export type { NewGroup, PairingOptions, Sandbox } from "./sandbox-interface.ts";
export type { SandboxOptions } from "./sandbox-options.ts";
export { startSandbox } from "./start-sandbox.ts";
export * as appState from "./web/app-state/actions.ts";
export type { AppStateView } from "./web/app-state/view.ts";
export type { CallHandle } from "./web/calls/call-handle.ts";
export type {
  ArmedFault as ArmedWebFault,
  Fault as WebFault,
  FaultOptions as WebFaultOptions,
} from "./web/faults/fault.ts";
export type { GroupHandle, GroupMember, GroupMetadata } from "./web/groups/handle.ts";
export type { PastChat, PastMessage } from "./web/history/seed.ts";
export { PairingError, type PairingFailure } from "./web/pairing/pairing-error.ts";
export type { WebContact } from "./web/phone/contact.ts";
export type { StanzaEntry, TranscriptEntry as WebTranscriptEntry } from "./web/transcript.ts";
export type { World } from "./web/world.ts";

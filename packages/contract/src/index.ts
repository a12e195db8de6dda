export { operationFaults, schemaFaults } from "./definition/contract-faults.ts";
export { type EventDefinition, event } from "./definition/event.ts";
export { exampleOf, isOptionalInput, unwrap } from "./definition/example.ts";
export {
  type Access,
  type Alias,
  type HttpMethod,
  mutation,
  type Operation,
  query,
  type RestRoute,
} from "./definition/operation.ts";
export {
  enumeration,
  field,
  Json,
  type JsonValue,
  metadataOf,
  model,
  type SchemaMetadata,
  volatileField,
} from "./definition/schema.ts";
export type { Handler, Handlers } from "./derive/handlers.ts";
export { graphqlField, reservedNames, trpcGroup } from "./derive/names.ts";
export { type ErrorStatus, pathParameters, type RestContract, restContract, toRestContract } from "./derive/rest.ts";
export * from "./errors.ts";
export * from "./events/index.ts";
export * from "./events/types.ts";
export { Collection, Product } from "./models/catalog.ts";
export { Chat, Contact, StoredChat } from "./models/chat.ts";
export { EventTypeName } from "./models/event-type.ts";
export { Group, GroupChange, GroupParticipant } from "./models/group.ts";
export {
  ConnectionState,
  defaultSettings,
  Instance,
  Integration,
  Settings,
} from "./models/instance.ts";
export { InstanceName } from "./models/jid.ts";
export { isUpload, MediaContent, MediaInput, mediaBodyLimitBytes } from "./models/media.ts";
export { Message, MessageRecord, PollUpdate, PollUpdates, Quoted, SentMessage } from "./models/message.ts";
export { ContextInfo, EditedContent, MessageContent, ProtocolContent } from "./models/message-content.ts";
export { AddressingMode, MessageKey, MessageReference, MessageSource, MessageStatus } from "./models/message-key.ts";
export { PrivacySettings } from "./models/privacy.ts";
export { InstanceProxy } from "./models/proxy.ts";
export { Webhook } from "./models/webhook.ts";
export * from "./operations/index.ts";

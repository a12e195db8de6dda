// Generated from the contract by `npm run generate`. Do not edit.

import type { CallOptions, Route } from "../call.ts";

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** HTTP status of every error. */
export const errorStatuses = {
  /** 400: The input does not fit the operation; see details.issues. */
  VALIDATION_FAILED: 400,
  /** 400: The request body cannot be read in its content type. */
  MALFORMED_BODY: 400,
  /** 400: The same field was given twice with different values. */
  CONFLICTING_INPUT: 400,
  /** 400: The number or JID cannot be a WhatsApp recipient. */
  RECIPIENT_INVALID: 400,
  /** 400: The number is not on WhatsApp. */
  NUMBER_NOT_ON_WHATSAPP: 400,
  /** 400: The text is longer than the engine can send. */
  MESSAGE_TOO_LONG: 400,
  /** 400: The address cannot be used: only public http and https addresses are allowed. */
  URL_NOT_ALLOWED: 400,
  /** 400: This integration needs credentials that were not given. */
  CREDENTIALS_REQUIRED: 400,
  /** 400: WhatsApp refused the request; see details.whatsapp. */
  WHATSAPP_REJECTED: 400,
  /** 400: The GraphQL request cannot be parsed or does not fit the schema. */
  GRAPHQL_REQUEST_INVALID: 400,
  /** 400: The GraphQL query exceeds the depth, alias or cost limit. */
  GRAPHQL_QUERY_TOO_COMPLEX: 400,
  /** 401: The apikey is missing or unknown. */
  UNAUTHORIZED: 401,
  /** 403: The apikey does not open this operation or instance. */
  FORBIDDEN: 403,
  /** 404: There is no such instance. */
  INSTANCE_NOT_FOUND: 404,
  /** 404: The quoted message is not stored in this instance. */
  QUOTED_MESSAGE_NOT_FOUND: 404,
  /** 404: There is no such path or method. */
  ROUTE_NOT_FOUND: 404,
  /** 409: An instance with this name exists. */
  INSTANCE_ALREADY_EXISTS: 409,
  /** 409: The token is in use; choose another or leave it out. */
  TOKEN_ALREADY_IN_USE: 409,
  /** 409: The instance is not connected; call connect first. */
  INSTANCE_NOT_CONNECTED: 409,
  /** 409: It is not known whether WhatsApp took the message; it is not sent again by itself. */
  SEND_OUTCOME_UNKNOWN: 409,
  /** 410: The event id is unknown or no longer kept; start without lastEventId. */
  EVENT_NOT_RETAINED: 410,
  /** 413: The request body is larger than the operation accepts. */
  PAYLOAD_TOO_LARGE: 413,
  /** 415: The content type is not supported; send application/json. */
  UNSUPPORTED_MEDIA_TYPE: 415,
  /** 422: The idempotency key was used with another input. */
  IDEMPOTENCY_KEY_REUSED: 422,
  /** 429: Too many requests; wait as long as Retry-After says. */
  RATE_LIMITED: 429,
  /** 429: WhatsApp limits the rate of this account; see details.whatsapp. */
  WHATSAPP_RATE_LIMITED: 429,
  /** 499: The caller went away before the answer. */
  REQUEST_CANCELLED: 499,
  /** 500: Something unexpected happened; the request id finds it in the log. */
  INTERNAL: 500,
  /** 501: The engine of this instance cannot do this. */
  NOT_SUPPORTED_BY_ENGINE: 501,
  /** 501: This integration is not available in this server. */
  INTEGRATION_NOT_AVAILABLE: 501,
  /** 502: WhatsApp refused the credentials of the instance; see details.whatsapp. */
  WHATSAPP_CREDENTIALS_REJECTED: 502,
  /** 502: WhatsApp could not be reached or failed; nothing was sent. */
  WHATSAPP_UNAVAILABLE: 502,
  /** 503: The server cannot do this now (starting, stopping, or database away); try again. */
  SERVICE_UNAVAILABLE: 503,
  /** 504: The request took longer than the server allows. */
  REQUEST_TIMEOUT: 504,
} as const;

/** Code of an error. */
export type ErrorCode = keyof typeof errorStatuses;

/** Errors that any operation can answer. */
export type CommonErrorCode =
  | "VALIDATION_FAILED"
  | "MALFORMED_BODY"
  | "CONFLICTING_INPUT"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "RATE_LIMITED"
  | "REQUEST_CANCELLED"
  | "INTERNAL"
  | "SERVICE_UNAVAILABLE"
  | "REQUEST_TIMEOUT";

/** Text for people */
export interface ActionMessage {
  /** What happened */
  message: string;
}

/** Outcome of an action */
export interface ActionResult {
  /** `SUCCESS` */
  status: string;
  /** Always false */
  error: boolean;
  response: ActionMessage;
}

/** The server has started */
export interface ApplicationStartup {
  /** Version of the server */
  version: string;
}

/** The server has started. */
export interface ApplicationStartupEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "application.startup";
  /** Subscription name */
  type: "APPLICATION_STARTUP";
  data: ApplicationStartup;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A call */
export interface Call {
  /** The chat */
  chatId: string;
  /** The caller */
  from: string;
  /** Id of the call */
  id: string;
  /** When, ISO 8601 */
  date: string;
  /** Whether it was missed while offline */
  offline: boolean;
  /** `offer`, `ringing`, `timeout`, `reject` or `accept` */
  status: string;
  /** Whether it is a video call */
  isVideo?: boolean | undefined;
  /** Whether it is a group call */
  isGroup?: boolean | undefined;
}

/** A call was offered, rings, ended or was rejected. */
export interface CallEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "call";
  /** Subscription name */
  type: "CALL";
  data: Call;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A chat with stored messages */
export interface Chat {
  /** Row id (UUIDv7) */
  id: string;
  /** WhatsApp address (JID) */
  remoteJid: string;
  /** Name of the contact or group */
  pushName: string | null;
  /** Picture */
  profilePicUrl: string | null;
  /** Moment in UTC, ISO 8601 */
  updatedAt: string;
  /** When the contact last wrote (start of Meta's 24-hour service window) */
  windowStart: string | null;
  /** When that window closes */
  windowExpires: string | null;
  /** Whether that window is open now */
  windowActive: boolean;
  lastMessage: Message | null;
  /** Incoming messages not read yet */
  unreadCount: number;
  /** Whether the contact is stored */
  isSaved: boolean;
}

/** A chat is new or changed */
export interface ChatChange {
  /** WhatsApp address (JID) */
  remoteJid: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  /** Name of the chat */
  name?: string | null | undefined;
  /** Incoming messages not read yet */
  unreadMessages?: number | undefined;
}

/** Filters; all given ones must match */
export interface ChatFilter {
  /** The chat */
  remoteJid?: string | undefined;
  messageTimestamp?: TimeRange | undefined;
}

/** Chats were deleted. */
export interface ChatsDeleteEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "chats.delete";
  /** Subscription name */
  type: "CHATS_DELETE";
  /** Chats were deleted. */
  data: string[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The chats of the account arrived. */
export interface ChatsSetEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "chats.set";
  /** Subscription name */
  type: "CHATS_SET";
  /** The chats of the account arrived. */
  data: ChatChange[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Chats changed. */
export interface ChatsUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "chats.update";
  /** Subscription name */
  type: "CHATS_UPDATE";
  /** Chats changed. */
  data: ChatChange[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Chats are new. */
export interface ChatsUpsertEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "chats.upsert";
  /** Subscription name */
  type: "CHATS_UPSERT";
  /** Chats are new. */
  data: ChatChange[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** State of the connection, or what a phone scans or enters to pair */
export interface Connection {
  instance?: NamedState | undefined;
  /** 8-character code */
  pairingCode?: string | null | undefined;
  /** Raw text of the QR code */
  code?: string | null | undefined;
  /** QR code as a PNG data URI */
  base64?: string | null | undefined;
  /** How many codes this connection has shown */
  count?: number | undefined;
}

/** State of the connection to WhatsApp */
export type ConnectionState = "open" | "connecting" | "close";

/** The state of a connection changed */
export interface ConnectionUpdate {
  /** Name of the instance */
  instance: string;
  state: ConnectionState;
  /** Reason of the last change */
  statusReason: number;
  /** The reason, for people */
  reason?: string | undefined;
  /** The account's own address */
  wuid?: string | undefined;
  /** Name of the profile */
  profileName?: string | null | undefined;
  /** Picture of the profile */
  profilePictureUrl?: string | null | undefined;
}

/** The state of a connection changed. */
export interface ConnectionUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "connection.update";
  /** Subscription name */
  type: "CONNECTION_UPDATE";
  data: ConnectionUpdate;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A contact */
export interface Contact {
  /** Row id (UUIDv7) */
  id: string;
  /** WhatsApp address (JID) */
  remoteJid: string;
  /** Name that the contact chose */
  pushName: string | null;
  /** Picture */
  profilePicUrl: string | null;
  /** Moment in UTC, ISO 8601 */
  createdAt: string;
  /** Moment in UTC, ISO 8601 */
  updatedAt: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  /** Whether it is a group */
  isGroup: boolean;
  /** Whether it is stored with a name */
  isSaved: boolean;
  type: ContactType;
}

/** A contact is new or changed */
export interface ContactChange {
  /** WhatsApp address (JID) */
  remoteJid: string;
  /** Name that the contact chose */
  pushName: string | null;
  /** Picture */
  profilePicUrl: string | null;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
}

/** A contact card */
export interface ContactContent {
  /** Name */
  displayName: string;
  /** vCard 3.0 */
  vcard: string;
}

/** Filters; all given ones must match */
export interface ContactFilter {
  /** JID, number or row id */
  id?: string | undefined;
  /** JID or number */
  remoteJid?: string | undefined;
  /** Exact name */
  pushName?: string | undefined;
}

/** What a contact is */
export type ContactType = "contact" | "group" | "group_member";

/** The contacts of the account arrived. */
export interface ContactsSetEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "contacts.set";
  /** Subscription name */
  type: "CONTACTS_SET";
  /** The contacts of the account arrived. */
  data: ContactChange[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Names or pictures of contacts changed. */
export interface ContactsUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "contacts.update";
  /** Subscription name */
  type: "CONTACTS_UPDATE";
  /** Names or pictures of contacts changed. */
  data: ContactChange[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Contacts are new. */
export interface ContactsUpsertEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "contacts.upsert";
  /** Subscription name */
  type: "CONTACTS_UPSERT";
  /** Contacts are new. */
  data: ContactChange[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** What a message refers to */
export interface ContextInfo {
  /** Id of the quoted message */
  stanzaId?: string | undefined;
  /** Writer of the quoted message */
  participant?: string | undefined;
  quotedMessage?: MessageContent | undefined;
  /** Mentioned accounts */
  mentionedJid?: string[] | undefined;
}

/** A created instance with the only sight of its token */
export interface CreatedInstance {
  instance: CreatedInstanceState;
  hash: InstanceHash;
  qrcode?: QrCode | undefined;
  webhook?: CreatedWebhook | undefined;
  settings: Settings;
}

/** The instance */
export interface CreatedInstanceState {
  /** Name of the instance */
  instanceName: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  integration: Integration;
  /** Where Meta's webhook must point */
  webhookWaBusiness: string | null;
  /** `created` */
  status: string;
}

/** The webhook as set */
export interface CreatedWebhook {
  /** Where events are posted */
  webhookUrl: string;
  /** Headers sent with every delivery */
  webhookHeaders: Record<string, string> | null;
  /** Whether the event's name is appended to the URL */
  webhookByEvents: boolean;
  /** Whether media are delivered as base64 */
  webhookBase64: boolean;
}

/** Name of an event */
export type EventType = "APPLICATION_STARTUP" | "INSTANCE_CREATE" | "INSTANCE_DELETE" | "REMOVE_INSTANCE" | "LOGOUT_INSTANCE" | "STATUS_INSTANCE" | "QRCODE_UPDATED" | "CONNECTION_UPDATE" | "MESSAGES_SET" | "MESSAGES_UPSERT" | "MESSAGES_EDITED" | "MESSAGES_UPDATE" | "MESSAGES_DELETE" | "SEND_MESSAGE" | "SEND_MESSAGE_UPDATE" | "CONTACTS_SET" | "CONTACTS_UPSERT" | "CONTACTS_UPDATE" | "PRESENCE_UPDATE" | "CHATS_SET" | "CHATS_UPSERT" | "CHATS_UPDATE" | "CHATS_DELETE" | "GROUPS_UPSERT" | "GROUP_UPDATE" | "GROUP_PARTICIPANTS_UPDATE" | "LABELS_EDIT" | "LABELS_ASSOCIATION" | "CALL" | "TYPEBOT_START" | "TYPEBOT_CHANGE_STATUS" | "MESSAGING_HISTORY_SET";

/** Text as sent */
export interface ExtendedText {
  /** The text */
  text: string;
}

/** A group; fields that are unknown or unchanged are missing */
export interface Group {
  /** The group */
  id: string;
  /** Name */
  subject?: string | undefined;
  /** Who named it */
  subjectOwner?: string | undefined;
  /** When it was named, Unix time in seconds */
  subjectTime?: number | undefined;
  /** Picture */
  pictureUrl?: string | null | undefined;
  /** Members */
  size?: number | undefined;
  /** When it was made, Unix time in seconds */
  creation?: number | undefined;
  /** Who made it */
  owner?: string | undefined;
  /** Description */
  desc?: string | undefined;
  /** Id of the description */
  descId?: string | undefined;
  /** Whether only admins change it */
  restrict?: boolean | undefined;
  /** Whether only admins write */
  announce?: boolean | undefined;
  /** Members */
  participants?: GroupMember[] | undefined;
  /** Whether it is a community */
  isCommunity?: boolean | undefined;
  /** Whether it is a community's announcements */
  isCommunityAnnounce?: boolean | undefined;
  /** Its community */
  linkedParent?: string | undefined;
}

/** A member of a group */
export interface GroupMember {
  /** The member */
  id: string;
  /** `admin`, `superadmin` or null */
  admin: string | null;
}

/** Members joined, left, or changed their role */
export interface GroupParticipantsUpdate {
  /** The group */
  id: string;
  /** Who did it */
  author: string | null;
  /** The members */
  participants: string[];
  /** `add`, `remove`, `promote`, `demote` or `modify` */
  action: string;
  /** The members with names and numbers */
  participantsData?: JsonValue[] | undefined;
}

/** Members joined, left, or changed their role. */
export interface GroupParticipantsUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "group-participants.update";
  /** Subscription name */
  type: "GROUP_PARTICIPANTS_UPDATE";
  data: GroupParticipantsUpdate;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Groups changed: subject, description, settings. */
export interface GroupUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "groups.update";
  /** Subscription name */
  type: "GROUP_UPDATE";
  /** Groups changed: subject, description, settings. */
  data: Group[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The account joined or made groups. */
export interface GroupsUpsertEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "groups.upsert";
  /** Subscription name */
  type: "GROUPS_UPSERT";
  /** The account joined or made groups. */
  data: Group[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Result of the import of the history */
export interface HistoryProgress {
  /** Messages */
  messageCount: number;
  /** Chats */
  chatCount: number;
  /** Contacts */
  contactCount: number;
  /** Per cent */
  progress: number;
}

/** An instance */
export interface Instance {
  /** Id of the instance (UUIDv7) */
  id: string;
  /** Name of the instance */
  name: string;
  connectionStatus: ConnectionState;
  /** The account's own address */
  ownerJid: string | null;
  /** Name of the account's profile */
  profileName: string | null;
  /** Picture of the account's profile */
  profilePicUrl: string | null;
  integration: Integration;
  /** Phone number, or phone number id for WHATSAPP-BUSINESS */
  number: string | null;
  /** WhatsApp Business Account id */
  businessId: string | null;
  /** Why the connection closed */
  disconnectionReasonCode: number | null;
  /** Why the connection closed, for people */
  disconnectionObject: string | null;
  /** Moment in UTC, ISO 8601 */
  disconnectionAt: string | null;
  /** Moment in UTC, ISO 8601 */
  createdAt: string;
  /** Moment in UTC, ISO 8601 */
  updatedAt: string;
  Setting: Settings;
  _count: InstanceCounts;
}

/** What is stored for the instance */
export interface InstanceCounts {
  /** Messages */
  Message: number;
  /** Contacts */
  Contact: number;
  /** Chats */
  Chat: number;
}

/** An instance was created. */
export interface InstanceCreateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "instance.create";
  /** Subscription name */
  type: "INSTANCE_CREATE";
  data: NamedInstance;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** An instance was deleted. */
export interface InstanceDeleteEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "instance.delete";
  /** Subscription name */
  type: "INSTANCE_DELETE";
  data: NamedInstance;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The instance token */
export interface InstanceHash {
  /** The instance token; shown only now */
  apikey: string;
}

/** Presence of the account */
export type InstancePresence = "available" | "unavailable";

/** Name and state of an instance */
export interface InstanceState {
  instance: NamedState;
}

/** A connection closed for good */
export interface InstanceStatus {
  /** Name of the instance */
  instance: string;
  /** `closed` */
  status: string;
  /** Moment in UTC, ISO 8601 */
  disconnectionAt: string | null;
  /** Reason of the last change */
  disconnectionReasonCode: number | null;
  /** Reason, for people */
  disconnectionObject: string | null;
}

/** Webhook to set; its presence enables it unless `enabled` is false */
export interface InstanceWebhook {
  /** Whether events are delivered */
  enabled?: boolean | undefined;
  /** Where events are posted (http or https) */
  url: string;
  /** Append the event's name to the URL */
  byEvents?: boolean | undefined;
  /** Deliver media as base64 */
  base64?: boolean | undefined;
  /** Headers sent with every delivery */
  headers?: Record<string, string> | null | undefined;
  /** Subscribed events; empty means all */
  events?: EventType[] | undefined;
}

/** How an instance reaches WhatsApp */
export type Integration = "WHATSAPP-BAILEYS" | "WHATSAPP-BUSINESS";

/** A label was put on a chat or taken off */
export interface LabelAssociation {
  /** Name of the instance */
  instance: string;
  /** `add` or `remove` */
  type: string;
  /** The chat */
  chatId: string;
  /** WhatsApp's label id */
  labelId: string;
}

/** A label was made, changed or deleted */
export interface LabelEdit {
  /** WhatsApp's label id */
  id: string;
  /** Name */
  name: string;
  /** Colour */
  color: string;
  /** Whether it was deleted */
  deleted: boolean;
  /** Id of a predefined label */
  predefinedId?: string | null | undefined;
  /** Name of the instance */
  instance: string;
}

/** A label was put on a chat or taken off. */
export interface LabelsAssociationEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "labels.association";
  /** Subscription name */
  type: "LABELS_ASSOCIATION";
  data: LabelAssociation;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A label was made, changed or deleted. */
export interface LabelsEditEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "labels.edit";
  /** Subscription name */
  type: "LABELS_EDIT";
  data: LabelEdit;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A place */
export interface LocationContent {
  /** Latitude in degrees */
  degreesLatitude: number;
  /** Longitude in degrees */
  degreesLongitude: number;
  /** Name of the place */
  name?: string | undefined;
  /** Address */
  address?: string | undefined;
}

/** An instance was logged out. */
export interface LogoutInstanceEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "logout.instance";
  /** Subscription name */
  type: "LOGOUT_INSTANCE";
  /** An instance was logged out. */
  data: null;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** An image, video, audio, document or sticker */
export interface MediaContent {
  /** MIME type */
  mimetype?: string | undefined;
  /** Text below the medium */
  caption?: string | undefined;
  /** File name */
  fileName?: string | undefined;
  /** Size in bytes, as a decimal number */
  fileLength?: string | undefined;
  /** Where WhatsApp keeps the encrypted file */
  url?: string | undefined;
  /** Duration in seconds */
  seconds?: number | undefined;
  /** Whether an audio is a voice note */
  ptt?: boolean | undefined;
}

/** A stored message */
export interface Message {
  /** Row id (UUIDv7) */
  id: string;
  key: MessageKey;
  /** Name that the writer chose */
  pushName: string | null;
  status: MessageStatus;
  message: MessageContent;
  contextInfo: ContextInfo | null;
  /** Name of the content's field */
  messageType: string;
  /** Unix time in seconds */
  messageTimestamp: number;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  source: MessageSource;
}

/** Content of a message: one of the contents is present; `raw` holds what has no field of its own */
export interface MessageContent {
  /** Plain text */
  conversation?: string | undefined;
  extendedTextMessage?: ExtendedText | undefined;
  imageMessage?: MediaContent | undefined;
  videoMessage?: MediaContent | undefined;
  audioMessage?: MediaContent | undefined;
  documentMessage?: MediaContent | undefined;
  stickerMessage?: MediaContent | undefined;
  locationMessage?: LocationContent | undefined;
  contactMessage?: ContactContent | undefined;
  reactionMessage?: ReactionContent | undefined;
  /** Where the server stores the medium */
  mediaUrl?: string | undefined;
  /** The medium, base64 */
  base64?: string | undefined;
  /** Content without a documented field, as WhatsApp gave it */
  raw?: JsonValue | undefined;
}

/** A message was deleted for everyone */
export interface MessageDelete {
  /** The chat */
  remoteJid: string;
  /** Whether this account wrote it */
  fromMe: boolean;
  /** WhatsApp's message id */
  id: string;
  /** The writer, in groups */
  participant?: string | undefined;
  /** The chat's other address: LID beside a phone JID */
  remoteJidAlt?: string | undefined;
  status?: MessageStatus | undefined;
}

/** A message was edited */
export interface MessageEdit {
  key: MessageKey;
  /** `MESSAGE_EDIT` */
  type: string;
  editedMessage: MessageContent;
  /** Unix time in milliseconds */
  timestampMs?: string | undefined;
}

/** Filters; all given ones must match */
export interface MessageFilter {
  /** Row id */
  id?: string | undefined;
  source?: MessageSource | undefined;
  /** Name of the content's field */
  messageType?: string | undefined;
  messageTimestamp?: TimeRange | undefined;
  key?: MessageKeyFilter | undefined;
}

/** What identifies a message in WhatsApp */
export interface MessageKey {
  /** The chat */
  remoteJid: string;
  /** Whether this account wrote it */
  fromMe: boolean;
  /** WhatsApp's message id */
  id: string;
  /** The writer, in groups */
  participant?: string | undefined;
  /** The chat's other address: LID beside a phone JID */
  remoteJidAlt?: string | undefined;
}

/** Filters on the message key */
export interface MessageKeyFilter {
  /** WhatsApp's message id */
  id?: string | undefined;
  /** Written by this account */
  fromMe?: boolean | undefined;
  /** The chat */
  remoteJid?: string | undefined;
  /** The chat's other address */
  remoteJidAlt?: string | undefined;
  /** The writer, in groups */
  participant?: string | undefined;
}

/** A page of messages */
export interface MessagePage {
  messages: MessagePageBody;
}

/** The page */
export interface MessagePageBody {
  /** Messages that fit */
  total: number;
  /** Pages that they fill */
  pages: number;
  /** This page */
  currentPage: number;
  /** The messages */
  records: MessageRecord[];
}

/** A stored message with the history of its status */
export interface MessageRecord {
  /** Row id (UUIDv7) */
  id: string;
  key: MessageKey;
  /** Name that the writer chose */
  pushName: string | null;
  status: MessageStatus;
  message: MessageContent;
  contextInfo: ContextInfo | null;
  /** Name of the content's field */
  messageType: string;
  /** Unix time in seconds */
  messageTimestamp: number;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  source: MessageSource;
  /** Reported statuses, oldest first */
  MessageUpdate: MessageStatusChange[];
}

/** Device that wrote the message */
export type MessageSource = "unknown" | "ios" | "android" | "web" | "desktop";

/** How far a message has come; only ever moves forward */
export type MessageStatus = "PENDING" | "SERVER_ACK" | "DELIVERY_ACK" | "READ" | "PLAYED" | "ERROR" | "DELETED";

/** A status that was reported */
export interface MessageStatusChange {
  status: MessageStatus;
}

/** The status of a message changed */
export interface MessageUpdate {
  /** Row id (UUIDv7) */
  messageId: string | null;
  /** WhatsApp's message id */
  keyId: string;
  /** The chat */
  remoteJid: string;
  /** Whether this account wrote the message */
  fromMe: boolean;
  /** Who reports the status, in groups */
  participant: string | null;
  status: MessageStatus;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  /** Why it failed, as WhatsApp says */
  error?: JsonValue | undefined;
}

/** A message was deleted for everyone. */
export interface MessagesDeleteEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "messages.delete";
  /** Subscription name */
  type: "MESSAGES_DELETE";
  data: MessageDelete;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Somebody edited a message. */
export interface MessagesEditedEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "messages.edited";
  /** Subscription name */
  type: "MESSAGES_EDITED";
  data: MessageEdit;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Messages of the history arrived. */
export interface MessagesSetEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "messages.set";
  /** Subscription name */
  type: "MESSAGES_SET";
  /** Messages of the history arrived. */
  data: Message[];
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The status of a message changed. */
export interface MessagesUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "messages.update";
  /** Subscription name */
  type: "MESSAGES_UPDATE";
  data: MessageUpdate;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A message arrived, or was sent from another device of the account. */
export interface MessagesUpsertEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "messages.upsert";
  /** Subscription name */
  type: "MESSAGES_UPSERT";
  data: Message;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The import of the history has ended. */
export interface MessagingHistorySetEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "messaging-history.set";
  /** Subscription name */
  type: "MESSAGING_HISTORY_SET";
  data: HistoryProgress;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** Name and id of an instance */
export interface NamedInstance {
  /** Name of the instance */
  instanceName: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
}

/** Instance and settings */
export interface NamedSettings {
  /** Name of the instance */
  instanceName: string;
  settings: Settings;
}

/** The instance */
export interface NamedState {
  /** Name of the instance */
  instanceName: string;
  state: ConnectionState;
}

/** The presence that was set */
export interface PresenceSet {
  /** `available` or `unavailable` */
  presence: string;
}

/** Presence in a chat */
export interface PresenceUpdate {
  /** The chat */
  id: string;
  /** Presence by JID */
  presences: Record<string, JsonValue>;
}

/** Somebody is typing, recording, online or gone. */
export interface PresenceUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "presence.update";
  /** Subscription name */
  type: "PRESENCE_UPDATE";
  data: PresenceUpdate;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** What a phone scans or enters to pair */
export interface QrCode {
  /** 8-character code */
  pairingCode: string | null;
  /** Raw text of the QR code */
  code: string | null;
  /** QR code as a PNG data URI */
  base64: string | null;
  /** How many codes this connection has shown */
  count: number;
}

/** The code */
export interface QrCodeOfInstance {
  /** Name of the instance */
  instance: string;
  /** 8-character code */
  pairingCode: string | null;
  /** Raw text of the QR code */
  code: string;
  /** QR code as a PNG data URI */
  base64: string;
}

/** A new QR code, or the end of codes */
export interface QrCodeUpdate {
  qrcode?: QrCodeOfInstance | undefined;
  /** Why there are no more codes */
  message?: string | undefined;
  /** Code of the end of codes */
  statusCode?: number | undefined;
}

/** A new QR code can be scanned, or the limit of codes is reached. */
export interface QrcodeUpdatedEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "qrcode.updated";
  /** Subscription name */
  type: "QRCODE_UPDATED";
  data: QrCodeUpdate;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The message that is replied to */
export interface Quoted {
  key: QuotedKey;
  message?: QuotedContent | undefined;
}

/** Its content; the stored one when left out */
export interface QuotedContent {
  /** Plain text */
  conversation?: string | undefined;
}

/** Its key */
export interface QuotedKey {
  /** WhatsApp's message id */
  id: string;
  /** The chat */
  remoteJid?: string | undefined;
  /** Whether this account wrote it */
  fromMe?: boolean | undefined;
  /** The writer, in groups */
  participant?: string | undefined;
}

/** A reaction to a message */
export interface ReactionContent {
  key: MessageKey;
  /** One emoji; empty when removed */
  text: string;
}

/** An instance was removed from the server. */
export interface RemoveInstanceEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "remove.instance";
  /** Subscription name */
  type: "REMOVE_INSTANCE";
  /** An instance was removed from the server. */
  data: null;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The new token; shown only now */
export interface RotatedHash {
  /** The instance token */
  apikey: string;
}

/** The new token */
export interface RotatedToken {
  hash: RotatedHash;
}

/** A message was sent through the API. */
export interface SendMessageEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "send.message";
  /** Subscription name */
  type: "SEND_MESSAGE";
  data: Message;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A message was edited through the API. */
export interface SendMessageUpdateEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "send.message.update";
  /** Subscription name */
  type: "SEND_MESSAGE_UPDATE";
  data: MessageEdit;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A message that WhatsApp has accepted */
export interface SentMessage {
  key: MessageKey;
  /** Name that the writer chose */
  pushName: string | null;
  status: MessageStatus;
  message: MessageContent;
  contextInfo: ContextInfo | null;
  /** Name of the content's field */
  messageType: string;
  /** Unix time in seconds, as a string */
  messageTimestamp: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  source: MessageSource;
}

/** Behaviour of an instance */
export interface Settings {
  /** Reject incoming calls */
  rejectCall: boolean;
  /** Text sent to a rejected caller; empty for none */
  msgCall: string;
  /** Ignore groups */
  groupsIgnore: boolean;
  /** Always appear online */
  alwaysOnline: boolean;
  /** Mark incoming messages as read */
  readMessages: boolean;
  /** Mark status posts as seen */
  readStatus: boolean;
  /** Import the whole history when pairing */
  syncFullHistory: boolean;
  /** Token of a calling service */
  wavoipToken: string;
}

/** The settings as stored */
export interface SettingsSet {
  settings: NamedSettings;
}

/** A connection closed for good. */
export interface StatusInstanceEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "status.instance";
  /** Subscription name */
  type: "STATUS_INSTANCE";
  data: InstanceStatus;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A range of time; either bound may be left out */
export interface TimeRange {
  /** Not before (ISO 8601) */
  gte?: string | undefined;
  /** Not after (ISO 8601) */
  lte?: string | undefined;
}

/** The status of a Typebot session changed */
export interface TypebotChangeStatus {
  /** WhatsApp address (JID) */
  remoteJid: string;
  /** `opened`, `paused` or `closed` */
  status: string;
  /** Address of Typebot */
  url?: string | undefined;
  /** Public id of the bot */
  typebot?: string | undefined;
  /** The session */
  session?: JsonValue | undefined;
}

/** The status of a Typebot session changed. */
export interface TypebotChangeStatusEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "typebot.change-status";
  /** Subscription name */
  type: "TYPEBOT_CHANGE_STATUS";
  data: TypebotChangeStatus;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** A Typebot session was started */
export interface TypebotStart {
  /** WhatsApp address (JID) */
  remoteJid: string;
  /** Address of Typebot */
  url: string;
  /** Public id of the bot */
  typebot: string;
  /** Prefilled variables */
  variables?: JsonValue | undefined;
  /** Id of the session */
  sessionId: string | null;
}

/** A Typebot session was started through the API. */
export interface TypebotStartEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "typebot.start";
  /** Subscription name */
  type: "TYPEBOT_START";
  data: TypebotStart;
  /** Name of the instance */
  instance: string;
  /** Id of the instance */
  instanceId: string;
  /** When it happened, UTC */
  date_time: string;
  /** The account's own address */
  sender: string | null;
  /** Public address of the server */
  server_url: string;
  /** Where a webhook was posted to */
  destination?: string | undefined;
}

/** The webhook of an instance */
export interface Webhook {
  /** Row id (UUIDv7) */
  id: string;
  /** Where events are posted (http or https) */
  url: string;
  /** Headers sent with every delivery */
  headers: Record<string, string> | null;
  /** Whether events are delivered */
  enabled: boolean;
  /** Subscribed events; empty means all */
  events: EventType[];
  /** Whether the event's name is appended to the URL */
  webhookByEvents: boolean;
  /** Whether media are delivered as base64 */
  webhookBase64: boolean;
  /** Moment in UTC, ISO 8601 */
  createdAt: string;
  /** Moment in UTC, ISO 8601 */
  updatedAt: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
}

/** The webhook */
export interface WebhookInput {
  /** Whether events are delivered */
  enabled: boolean;
  /** Where events are posted (http or https) */
  url: string;
  /** Headers sent with every delivery */
  headers?: Record<string, string> | null | undefined;
  /** Append the event's name to the URL */
  webhookByEvents?: boolean | undefined;
  /** Deliver media as base64 */
  webhookBase64?: boolean | undefined;
  /** Subscribed events; empty means all */
  events?: EventType[] | undefined;
}

/** Input of `instance.create`. */
export interface InstanceCreateInput {
  /** Name of the instance */
  instanceName: string;
  integration: Integration;
  /**
   * WHATSAPP-BAILEYS: an instance token of your own (8 to 255 characters). WHATSAPP-BUSINESS: the Graph access token,
   * never a key of this server
   */
  token?: string | undefined;
  /** Answer with a QR code */
  qrcode?: boolean | undefined;
  /** WHATSAPP-BUSINESS: phone number id. WHATSAPP-BAILEYS: phone number for a pairing code */
  number?: string | undefined;
  /** WhatsApp Business Account id */
  businessId?: string | undefined;
  /** Reject incoming calls */
  rejectCall?: boolean | undefined;
  /** Text sent to a rejected caller; empty for none */
  msgCall?: string | undefined;
  /** Ignore groups */
  groupsIgnore?: boolean | undefined;
  /** Always appear online */
  alwaysOnline?: boolean | undefined;
  /** Mark incoming messages as read */
  readMessages?: boolean | undefined;
  /** Mark status posts as seen */
  readStatus?: boolean | undefined;
  /** Import the whole history when pairing */
  syncFullHistory?: boolean | undefined;
  /** Token of a calling service */
  wavoipToken?: string | undefined;
  webhook?: InstanceWebhook | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
}

/** Input of `instance.connect`. */
export interface InstanceConnectInput {
  /** Name of the instance */
  instanceName: string;
  /** Phone number for a pairing code */
  number?: string | undefined;
}

/** Input of `instance.connectionState`. */
export interface InstanceConnectionStateInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `instance.fetchInstances`. */
export interface InstanceFetchInstancesInput {
  /** Name of the instance */
  instanceName?: string | undefined;
  /** Id of the instance */
  instanceId?: string | undefined;
  /** Its number */
  number?: string | undefined;
}

/** Input of `instance.restart`. */
export interface InstanceRestartInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `instance.logout`. */
export interface InstanceLogoutInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `instance.delete`. */
export interface InstanceDeleteInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `instance.setPresence`. */
export interface InstanceSetPresenceInput {
  /** Name of the instance */
  instanceName: string;
  presence: InstancePresence;
}

/** Input of `instance.rotateToken`. */
export interface InstanceRotateTokenInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `settings.set`. */
export interface SettingsSetInput {
  /** Name of the instance */
  instanceName: string;
  /** Reject incoming calls */
  rejectCall: boolean;
  /** Text sent to a rejected caller; empty for none */
  msgCall?: string | undefined;
  /** Ignore groups */
  groupsIgnore: boolean;
  /** Always appear online */
  alwaysOnline: boolean;
  /** Mark incoming messages as read */
  readMessages: boolean;
  /** Mark status posts as seen */
  readStatus: boolean;
  /** Import the whole history when pairing */
  syncFullHistory: boolean;
  /** Token of a calling service */
  wavoipToken?: string | undefined;
}

/** Input of `settings.find`. */
export interface SettingsFindInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `webhook.set`. */
export interface WebhookSetInput {
  /** Name of the instance */
  instanceName: string;
  webhook: WebhookInput;
}

/** Input of `webhook.find`. */
export interface WebhookFindInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `message.sendText`. */
export interface MessageSendTextInput {
  /** Name of the instance */
  instanceName: string;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** The text */
  text: string;
  /** Show a preview of the first link */
  linkPreview?: boolean | undefined;
}

/** Input of `chat.findMessages`. */
export interface ChatFindMessagesInput {
  /** Name of the instance */
  instanceName: string;
  where?: MessageFilter | undefined;
  /** Page, from 1 */
  page?: number | undefined;
  /** Page size */
  offset?: number | undefined;
}

/** Input of `chat.findChats`. */
export interface ChatFindChatsInput {
  /** Name of the instance */
  instanceName: string;
  where?: ChatFilter | undefined;
  /** Page, from 1 */
  page?: number | undefined;
  /** Page size */
  offset?: number | undefined;
  /** How many */
  take?: number | undefined;
  /** How many to leave out first */
  skip?: number | undefined;
}

/** Input of `chat.findContacts`. */
export interface ChatFindContactsInput {
  /** Name of the instance */
  instanceName: string;
  where?: ContactFilter | undefined;
  /** Page, from 1 */
  page?: number | undefined;
  /** Page size */
  offset?: number | undefined;
}

/** Name of an event. */
export type EventName =
  | "APPLICATION_STARTUP"
  | "INSTANCE_CREATE"
  | "INSTANCE_DELETE"
  | "REMOVE_INSTANCE"
  | "LOGOUT_INSTANCE"
  | "STATUS_INSTANCE"
  | "QRCODE_UPDATED"
  | "CONNECTION_UPDATE"
  | "MESSAGES_SET"
  | "MESSAGES_UPSERT"
  | "MESSAGES_EDITED"
  | "MESSAGES_UPDATE"
  | "MESSAGES_DELETE"
  | "SEND_MESSAGE"
  | "SEND_MESSAGE_UPDATE"
  | "CONTACTS_SET"
  | "CONTACTS_UPSERT"
  | "CONTACTS_UPDATE"
  | "PRESENCE_UPDATE"
  | "CHATS_SET"
  | "CHATS_UPSERT"
  | "CHATS_UPDATE"
  | "CHATS_DELETE"
  | "GROUPS_UPSERT"
  | "GROUP_UPDATE"
  | "GROUP_PARTICIPANTS_UPDATE"
  | "LABELS_EDIT"
  | "LABELS_ASSOCIATION"
  | "CALL"
  | "TYPEBOT_START"
  | "TYPEBOT_CHANGE_STATUS"
  | "MESSAGING_HISTORY_SET";

/** Every event; `type` tells the payload. */
export type WaxwingEvent =
  | ApplicationStartupEvent
  | InstanceCreateEvent
  | InstanceDeleteEvent
  | RemoveInstanceEvent
  | LogoutInstanceEvent
  | StatusInstanceEvent
  | QrcodeUpdatedEvent
  | ConnectionUpdateEvent
  | MessagesSetEvent
  | MessagesUpsertEvent
  | MessagesEditedEvent
  | MessagesUpdateEvent
  | MessagesDeleteEvent
  | SendMessageEvent
  | SendMessageUpdateEvent
  | ContactsSetEvent
  | ContactsUpsertEvent
  | ContactsUpdateEvent
  | PresenceUpdateEvent
  | ChatsSetEvent
  | ChatsUpsertEvent
  | ChatsUpdateEvent
  | ChatsDeleteEvent
  | GroupsUpsertEvent
  | GroupUpdateEvent
  | GroupParticipantsUpdateEvent
  | LabelsEditEvent
  | LabelsAssociationEvent
  | CallEvent
  | TypebotStartEvent
  | TypebotChangeStatusEvent
  | MessagingHistorySetEvent;

/** The event of one name. */
export interface EventsByName {
  APPLICATION_STARTUP: ApplicationStartupEvent;
  INSTANCE_CREATE: InstanceCreateEvent;
  INSTANCE_DELETE: InstanceDeleteEvent;
  REMOVE_INSTANCE: RemoveInstanceEvent;
  LOGOUT_INSTANCE: LogoutInstanceEvent;
  STATUS_INSTANCE: StatusInstanceEvent;
  QRCODE_UPDATED: QrcodeUpdatedEvent;
  CONNECTION_UPDATE: ConnectionUpdateEvent;
  MESSAGES_SET: MessagesSetEvent;
  MESSAGES_UPSERT: MessagesUpsertEvent;
  MESSAGES_EDITED: MessagesEditedEvent;
  MESSAGES_UPDATE: MessagesUpdateEvent;
  MESSAGES_DELETE: MessagesDeleteEvent;
  SEND_MESSAGE: SendMessageEvent;
  SEND_MESSAGE_UPDATE: SendMessageUpdateEvent;
  CONTACTS_SET: ContactsSetEvent;
  CONTACTS_UPSERT: ContactsUpsertEvent;
  CONTACTS_UPDATE: ContactsUpdateEvent;
  PRESENCE_UPDATE: PresenceUpdateEvent;
  CHATS_SET: ChatsSetEvent;
  CHATS_UPSERT: ChatsUpsertEvent;
  CHATS_UPDATE: ChatsUpdateEvent;
  CHATS_DELETE: ChatsDeleteEvent;
  GROUPS_UPSERT: GroupsUpsertEvent;
  GROUP_UPDATE: GroupUpdateEvent;
  GROUP_PARTICIPANTS_UPDATE: GroupParticipantsUpdateEvent;
  LABELS_EDIT: LabelsEditEvent;
  LABELS_ASSOCIATION: LabelsAssociationEvent;
  CALL: CallEvent;
  TYPEBOT_START: TypebotStartEvent;
  TYPEBOT_CHANGE_STATUS: TypebotChangeStatusEvent;
  MESSAGING_HISTORY_SET: MessagingHistorySetEvent;
}

/** All operations. */
export interface Operations {
  instance: {
    /**
     * Create an instance. Creates an instance and answers its token, which is shown only here and by rotateToken.
     * WHATSAPP-BUSINESS needs `token` (Graph access token) and `number` (phone number id).
     * @throws WaxwingApiError INSTANCE_ALREADY_EXISTS, TOKEN_ALREADY_IN_USE, INTEGRATION_NOT_AVAILABLE,
     * CREDENTIALS_REQUIRED, URL_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    create(input: InstanceCreateInput, options?: CallOptions): Promise<CreatedInstance>;
    /**
     * Connect an instance. Connects and answers the state when open, or the QR code (with `number`: a pairing code) that a
     * phone needs.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INTEGRATION_NOT_AVAILABLE, WHATSAPP_UNAVAILABLE, or one of
     * CommonErrorCode
     */
    connect(input: InstanceConnectInput, options?: CallOptions): Promise<Connection>;
    /**
     * State of the connection. Answers `open`, `connecting` or `close` as it is now.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    connectionState(input: InstanceConnectionStateInput, options?: CallOptions): Promise<InstanceState>;
    /**
     * List instances. All instances, or those that fit every given filter (404 when none does). An instance token sees its
     * own instance only; another's name, id or number answers 403.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    fetchInstances(input?: InstanceFetchInstancesInput, options?: CallOptions): Promise<Instance[]>;
    /**
     * Restart the connection. Closes the connection and connects again; answers like connect.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INTEGRATION_NOT_AVAILABLE, WHATSAPP_UNAVAILABLE, or one of
     * CommonErrorCode
     */
    restart(input: InstanceRestartInput, options?: CallOptions): Promise<Connection>;
    /**
     * Log out. Closes the connection and keeps the instance with its data. Repeating it succeeds.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    logout(input: InstanceLogoutInput, options?: CallOptions): Promise<ActionResult>;
    /**
     * Delete an instance. Logs out and deletes the instance with everything stored for it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    delete(input: InstanceDeleteInput, options?: CallOptions): Promise<ActionResult>;
    /**
     * Set the account's presence. Shows the account as available or unavailable.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, NOT_SUPPORTED_BY_ENGINE, INSTANCE_NOT_CONNECTED, or one of
     * CommonErrorCode
     */
    setPresence(input: InstanceSetPresenceInput, options?: CallOptions): Promise<PresenceSet>;
    /**
     * Make a new instance token. Replaces the instance token; the old one stops working at once, also on open streams.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    rotateToken(input: InstanceRotateTokenInput, options?: CallOptions): Promise<RotatedToken>;
  };
  settings: {
    /**
     * Set the behaviour of an instance. Replaces the six switches; `msgCall` and `wavoipToken` keep their value when left
     * out.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    set(input: SettingsSetInput, options?: CallOptions): Promise<SettingsSet>;
    /**
     * Behaviour of an instance. Answers the settings as stored; an instance that never set any has the defaults.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    find(input: SettingsFindInput, options?: CallOptions): Promise<Settings>;
  };
  webhook: {
    /**
     * Set the webhook of an instance. Events are posted to the URL, in order per chat, and tried again until the receiver
     * answers 2xx. With `webhookByEvents` the event's name is appended to the path.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, URL_NOT_ALLOWED, or one of CommonErrorCode
     */
    set(input: WebhookSetInput, options?: CallOptions): Promise<Webhook>;
    /**
     * Webhook of an instance. Answers the webhook as stored, or null when none was set.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    find(input: WebhookFindInput, options?: CallOptions): Promise<Webhook | null>;
  };
  message: {
    /**
     * Send a text message. Sends a text to a number or group; answers when WhatsApp has accepted it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE,
     * WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE,
     * IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendText(input: MessageSendTextInput, options?: CallOptions): Promise<SentMessage>;
  };
  chat: {
    /**
     * Find stored messages. Stored messages that fit all filters, newest first.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    findMessages(input: ChatFindMessagesInput, options?: CallOptions): Promise<MessagePage>;
    /**
     * Find chats. Chats with their last message, most recently changed first. `take` and `skip` win over `page` and
     * `offset`.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    findChats(input: ChatFindChatsInput, options?: CallOptions): Promise<Chat[]>;
    /**
     * Find contacts. Contacts that fit all filters, newest first. `id` takes a JID, a number or a row id.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    findContacts(input: ChatFindContactsInput, options?: CallOptions): Promise<Contact[]>;
  };
}

/** Where each operation is found. */
export const routes: { readonly [G in keyof Operations]: { readonly [N in keyof Operations[G]]: Route } } = {
  instance: {
    create: { kind: "mutation", method: "POST", path: "/instance/create" },
    connect: { kind: "mutation", method: "GET", path: "/instance/connect/:instanceName" },
    connectionState: { kind: "query", method: "GET", path: "/instance/connectionState/:instanceName" },
    fetchInstances: { kind: "query", method: "GET", path: "/instance/fetchInstances" },
    restart: { kind: "mutation", method: "PUT", path: "/instance/restart/:instanceName" },
    logout: { kind: "mutation", method: "DELETE", path: "/instance/logout/:instanceName" },
    delete: { kind: "mutation", method: "DELETE", path: "/instance/delete/:instanceName" },
    setPresence: { kind: "mutation", method: "POST", path: "/instance/setPresence/:instanceName" },
    rotateToken: { kind: "mutation", method: "POST", path: "/instance/rotateToken/:instanceName" },
  },
  settings: {
    set: { kind: "mutation", method: "POST", path: "/settings/set/:instanceName" },
    find: { kind: "query", method: "GET", path: "/settings/find/:instanceName" },
  },
  webhook: {
    set: { kind: "mutation", method: "POST", path: "/webhook/set/:instanceName" },
    find: { kind: "query", method: "GET", path: "/webhook/find/:instanceName" },
  },
  message: {
    sendText: { kind: "mutation", method: "POST", path: "/message/sendText/:instanceName" },
  },
  chat: {
    findMessages: { kind: "query", method: "POST", path: "/chat/findMessages/:instanceName" },
    findChats: { kind: "query", method: "POST", path: "/chat/findChats/:instanceName" },
    findContacts: { kind: "query", method: "POST", path: "/chat/findContacts/:instanceName" },
  },
};

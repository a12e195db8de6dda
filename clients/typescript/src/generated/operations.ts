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
  /** 400: The medium is not what it claims to be, or cannot be read. */
  MEDIA_INVALID: 400,
  /** 400: The medium's address could not be fetched. */
  MEDIA_UNREACHABLE: 400,
  /** 400: The message is of a kind, an age or an author that does not allow this. */
  MESSAGE_NOT_COMPATIBLE: 400,
  /** 400: The proxy cannot be used: it does not answer, or refuses the connection. */
  PROXY_INVALID: 400,
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
  /** 403: The account may not do this in the group: it is no member or no admin. */
  GROUP_ACCESS_DENIED: 403,
  /** 404: There is no such instance. */
  INSTANCE_NOT_FOUND: 404,
  /** 404: The quoted message is not stored in this instance. */
  QUOTED_MESSAGE_NOT_FOUND: 404,
  /** 404: The message is not stored in this instance. */
  MESSAGE_NOT_FOUND: 404,
  /** 404: There is no such chat in this instance. */
  CHAT_NOT_FOUND: 404,
  /** 404: There is no such label in this instance. */
  LABEL_NOT_FOUND: 404,
  /** 404: There is no such group, or the account cannot see it. */
  GROUP_NOT_FOUND: 404,
  /** 404: The invite code is unknown, revoked or expired. */
  INVITE_INVALID: 404,
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
  /** 410: The medium is no longer kept by WhatsApp, and is not stored here. */
  MEDIA_NOT_AVAILABLE: 410,
  /** 413: The request body is larger than the operation accepts. */
  PAYLOAD_TOO_LARGE: 413,
  /** 413: The medium is larger than WhatsApp or this server accepts. */
  MEDIA_TOO_LARGE: 413,
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

/** The group that was joined */
export interface AcceptedInvite {
  /** Always true */
  accepted: boolean;
  /** The group */
  groupJid: string;
}

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

/** Whether a chat knows its members by phone number or LID */
export type AddressingMode = "pn" | "lid";

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

/** Whether a chat is archived now */
export interface ArchivedChat {
  /** The chat */
  chatId: string;
  /** Whether it is archived */
  archived: boolean;
}

/** A medium as base64 */
export interface Base64Media {
  /** Name of the content's field */
  mediaType: string;
  /** File name */
  fileName: string;
  /** Text below the medium */
  caption?: string | undefined;
  size: Base64MediaSize;
  /** MIME type */
  mimetype: string;
  /** The file, base64 */
  base64: string;
  /** Always null; existing clients know the field */
  buffer: null;
}

/** How large it is */
export interface Base64MediaSize {
  /** Bytes, as a decimal number */
  fileLength: string;
  /** Pixels; null where it has none */
  height: number | null;
  /** Pixels; null where it has none */
  width: number | null;
}

/** The list was changed */
export interface BlockResult {
  /** `success` */
  block: string;
}

/** What to do */
export type BlockStatus = "block" | "unblock";

/** Blocked accounts */
export interface Blocklist {
  /** Their addresses */
  blocklist: string[];
}

/** The profile of a business; only `isBusiness` and `message` when it is none */
export interface BusinessProfile {
  /** Whether it is a business account */
  isBusiness: boolean;
  /** Why there is no profile */
  message?: string | undefined;
  /** The account */
  jid?: string | undefined;
  /** Whether it is on WhatsApp */
  exists?: boolean | undefined;
  /** The business account */
  wid?: string | undefined;
  /** What it does */
  description?: string | null | undefined;
  /** E-mail address */
  email?: string | null | undefined;
  /** Its pages */
  website?: string[] | null | undefined;
  /** Where it is */
  address?: string | null | undefined;
  /** What kind it is */
  category?: string | null | undefined;
  /** When it is open, as WhatsApp gave it */
  business_hours?: JsonValue | null | undefined;
}

/** What the button does */
export type ButtonType = "reply" | "copy" | "url" | "call" | "pix";

/** A text with buttons */
export interface ButtonsContent {
  /** The text */
  contentText?: string | undefined;
  /** Small text below */
  footerText?: string | undefined;
  /** The buttons */
  buttons?: ButtonsContentButton[] | undefined;
}

/** A button */
export interface ButtonsContentButton {
  /** Id of the button */
  buttonId: string;
  buttonText: ButtonsContentText;
}

/** Its text */
export interface ButtonsContentText {
  /** Text on the button */
  displayText: string;
}

/** The button that was pressed */
export interface ButtonsResponseContent {
  /** Id of the button */
  selectedButtonId: string;
  /** Text on the button */
  selectedDisplayText?: string | undefined;
}

/** A call */
export interface Call {
  /** The chat */
  chatId: string;
  /** The caller */
  from: string;
  /** The group of a group call */
  groupJid?: string | undefined;
  /** Id of the call */
  id: string;
  /** When, ISO 8601 */
  date: string;
  /** Whether it was missed while offline */
  offline: boolean;
  /** `offer`, `ringing`, `timeout`, `reject`, `accept` or `terminate` */
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

/** What the button does */
export type CarouselButtonType = "reply" | "copy" | "url" | "call";

/** A card of a carousel */
export interface CarouselCard {
  /** Title */
  title?: string | undefined;
  /** Text */
  body: string;
  /** Small text below */
  footer?: string | undefined;
  /** Picture above the text */
  imageUrl?: string | undefined;
  /** The buttons */
  buttons: Array<{
    type: CarouselButtonType;
    /** Text on the button (all but pix) */
    displayText?: string | undefined;
    /** Id that the answer carries (reply) */
    id?: string | undefined;
    /** Text that is copied (copy) */
    copyCode?: string | undefined;
    /** Page that is opened (url) */
    url?: string | undefined;
    /** Number that is called (call) */
    phoneNumber?: string | undefined;
  }>;
}

/** The cards */
export interface CarouselContent {
  /** The cards, in their order */
  cards: CarouselContentCard[];
}

/** A card */
export interface CarouselContentCard {
  header?: InteractiveHeader | undefined;
  body?: InteractiveText | undefined;
  footer?: InteractiveText | undefined;
  nativeFlowMessage?: NativeFlow | undefined;
}

/** Products of a business */
export interface Catalog {
  /** The business account */
  wuid: string;
  /** Whether it is on WhatsApp */
  numberExists: boolean;
  /** Whether it is a business account */
  isBusiness: boolean;
  /** Products in this answer */
  catalogLength: number;
  /** The products */
  catalog: Product[];
  /** Where to go on; null at the end */
  nextPageCursor: string | null;
}

/** What was sent to change an earlier message */
export interface ChangedMessage {
  key: MessageKey;
  message: MessageContent;
  /** Unix time in seconds, as a string */
  messageTimestamp: string;
  status: MessageStatus;
}

/** A member with name and number */
export interface ChangedParticipant {
  /** The member */
  jid: string;
  /** Number or phone JID, where it is known */
  phoneNumber: string | null;
  /** Name, where it is known */
  name?: string | null | undefined;
  /** Picture, where it is known */
  imgUrl?: string | null | undefined;
}

/** A channel with stored posts */
export interface Channel {
  /** The channel */
  remoteJid: string;
  /** When the newest post was made: Unix time in seconds */
  lastMessageTimestamp: number;
}

/** A page of channels */
export interface ChannelPage {
  /** Channels with stored posts */
  total: number;
  /** Pages that they fill */
  pages: number;
  /** This page */
  currentPage: number;
  /** Page size */
  limit: number;
  /** The channels */
  records: Channel[];
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
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
  /** Whether the chat is archived */
  archived?: boolean | undefined;
  /** Whether the chat is pinned to the top */
  pinned?: boolean | undefined;
  /** Until when it is muted: Unix time in seconds, -1 for ever, null for not */
  muteEndTime?: number | null | undefined;
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
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
  /** Whether the chat is archived */
  archived?: boolean | undefined;
  /** Whether the chat is pinned to the top */
  pinned?: boolean | undefined;
  /** Until when it is muted: Unix time in seconds, -1 for ever, null for not */
  muteEndTime?: number | null | undefined;
}

/** Filters; all given ones must match */
export interface ChatFilter {
  /** The chat */
  remoteJid?: string | undefined;
  messageTimestamp?: TimeRange | undefined;
}

/** What the other side sees */
export type ChatPresence = "composing" | "recording" | "paused" | "available" | "unavailable";

/** The presence that was shown */
export interface ChatPresenceSent {
  /** As given */
  presence: string;
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

/** Whether a number is on WhatsApp */
export interface CheckedNumber {
  /** Address in WhatsApp */
  jid: string;
  /** Whether it is on WhatsApp */
  exists: boolean;
  /** The number as it was given */
  number: string;
  /** Name of the contact or group, where it is known */
  name?: string | null | undefined;
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
}

/** Products that belong together */
export interface Collection {
  /** WhatsApp's id of the collection */
  id: string;
  /** Name */
  name: string;
  /** The products */
  products: Product[];
  /** State of WhatsApp's review, as it gave it */
  status?: JsonValue | null | undefined;
}

/** Collections of a business */
export interface Collections {
  /** The business account */
  wuid: string;
  /** Whether it is on WhatsApp */
  numberExists: boolean;
  /** Whether it is a business account */
  isBusiness: boolean;
  /** Name of the account, where it is known */
  name: string | null;
  /** Collections in this answer */
  collectionsLength: number;
  /** The collections */
  collections: Collection[];
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
  /**
   * The reason, for programs: `logged_out`, `replaced`, `restart_required`, `connection_lost`, `timed_out`, `banned`,
   * `unavailable`, `qr_limit`, …
   */
  reasonCode?: string | undefined;
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
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
}

/** A contact card */
export interface ContactCardInput {
  /** Name */
  fullName: string;
  /** Phone number as people read it */
  phoneNumber: string;
  /** Number or JID of the account; the digits of phoneNumber when left out */
  wuid?: string | undefined;
  /** Company */
  organization?: string | undefined;
  /** E-mail address */
  email?: string | undefined;
  /** Page */
  url?: string | undefined;
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
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
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

/** Several contact cards */
export interface ContactsContent {
  /** Text above the cards */
  displayName?: string | undefined;
  /** The cards */
  contacts: ContactContent[];
}

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
  /** Chat of the quoted message, when it is another */
  remoteJid?: string | undefined;
  quotedMessage?: MessageContent | undefined;
  /** Mentioned accounts */
  mentionedJid?: string[] | undefined;
  /** Whether it was forwarded */
  isForwarded?: boolean | undefined;
  /** How often it was forwarded */
  forwardingScore?: number | undefined;
  /** Seconds until it vanishes */
  expiration?: number | undefined;
  /** The advertisement or preview it came from, as WhatsApp gave it */
  externalAdReply?: JsonValue | undefined;
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
  /** Whether new messages that are media are delivered with them, in `message.base64` */
  webhookBase64: boolean;
}

/** The message */
export interface DeletedKeyInput {
  /** WhatsApp's message id */
  id: string;
  /** The chat: JID or number */
  remoteJid: string;
  /** Whether this account wrote it */
  fromMe?: boolean | undefined;
  /** The writer, in groups */
  participant?: string | undefined;
}

/** What a message says after an edit */
export interface EditedContent {
  /** Plain text */
  conversation?: string | undefined;
  extendedTextMessage?: ExtendedText | undefined;
  imageMessage?: MediaContent | undefined;
  videoMessage?: MediaContent | undefined;
  documentMessage?: MediaContent | undefined;
}

/** The time was set */
export interface EphemeralResult {
  /** Always true */
  success: boolean;
}

/** Name of an event */
export type EventType = "APPLICATION_STARTUP" | "INSTANCE_CREATE" | "INSTANCE_DELETE" | "REMOVE_INSTANCE" | "LOGOUT_INSTANCE" | "STATUS_INSTANCE" | "QRCODE_UPDATED" | "CONNECTION_UPDATE" | "MESSAGES_SET" | "MESSAGES_UPSERT" | "MESSAGES_EDITED" | "MESSAGES_UPDATE" | "MESSAGES_DELETE" | "SEND_MESSAGE" | "SEND_MESSAGE_UPDATE" | "CONTACTS_SET" | "CONTACTS_UPSERT" | "CONTACTS_UPDATE" | "PRESENCE_UPDATE" | "CHATS_SET" | "CHATS_UPSERT" | "CHATS_UPDATE" | "CHATS_DELETE" | "GROUPS_UPSERT" | "GROUP_UPDATE" | "GROUP_PARTICIPANTS_UPDATE" | "LABELS_EDIT" | "LABELS_ASSOCIATION" | "CALL" | "TYPEBOT_START" | "TYPEBOT_CHANGE_STATUS" | "MESSAGING_HISTORY_SET";

/** Text as sent */
export interface ExtendedText {
  /** The text */
  text: string;
  /** The link that the preview shows */
  matchedText?: string | undefined;
  /** Title of the preview */
  title?: string | undefined;
  /** Text of the preview */
  description?: string | undefined;
  /** Picture of the preview as JPEG, base64 */
  jpegThumbnail?: string | undefined;
  /** Background of a status post, 0xAARRGGBB */
  backgroundArgb?: number | undefined;
  /** Font of a status post */
  font?: number | undefined;
}

/** A group; what WhatsApp does not tell, or the group has not, is missing or null */
export interface Group {
  /** The group */
  id: string;
  /** Name */
  subject: string;
  /** Whether only admins change it */
  restrict: boolean;
  /** Whether only admins write */
  announce: boolean;
  /** Whether it is a community */
  isCommunity: boolean;
  /** Whether it is a community's announcements */
  isCommunityAnnounce: boolean;
  /** Who named it */
  subjectOwner?: string | null | undefined;
  /** When it was named, Unix time in seconds */
  subjectTime?: number | null | undefined;
  /** Picture */
  pictureUrl?: string | null | undefined;
  /** Members */
  size?: number | null | undefined;
  /** When it was made, Unix time in seconds */
  creation?: number | null | undefined;
  /** Who made it */
  owner?: string | null | undefined;
  /** Description */
  desc?: string | null | undefined;
  /** Id of the description */
  descId?: string | null | undefined;
  /** Who wrote the description */
  descOwner?: string | null | undefined;
  /** When the description was written, Unix time in seconds */
  descTime?: number | null | undefined;
  /** Its community */
  linkedParent?: string | null | undefined;
  /** Whether all members may add others */
  memberAddMode?: boolean | null | undefined;
  /** Whether admins approve who joins */
  joinApprovalMode?: boolean | null | undefined;
  /** Seconds until messages vanish */
  ephemeralDuration?: number | null | undefined;
  addressingMode?: AddressingMode | null | undefined;
  /** Code of the invite link, where it is known */
  inviteCode?: string | null | undefined;
  /** Who made the change */
  author?: string | null | undefined;
  /** Members, where they are asked for */
  participants?: GroupParticipant[] | undefined;
}

/** A change of a group; what is unchanged is missing, what was taken away is null */
export interface GroupChange {
  /** The group */
  id: string;
  /** Name */
  subject?: string | undefined;
  /** Whether only admins change it */
  restrict?: boolean | undefined;
  /** Whether only admins write */
  announce?: boolean | undefined;
  /** Whether it is a community */
  isCommunity?: boolean | undefined;
  /** Whether it is a community's announcements */
  isCommunityAnnounce?: boolean | undefined;
  /** Who named it */
  subjectOwner?: string | null | undefined;
  /** When it was named, Unix time in seconds */
  subjectTime?: number | null | undefined;
  /** Picture */
  pictureUrl?: string | null | undefined;
  /** Members */
  size?: number | null | undefined;
  /** When it was made, Unix time in seconds */
  creation?: number | null | undefined;
  /** Who made it */
  owner?: string | null | undefined;
  /** Description */
  desc?: string | null | undefined;
  /** Id of the description */
  descId?: string | null | undefined;
  /** Who wrote the description */
  descOwner?: string | null | undefined;
  /** When the description was written, Unix time in seconds */
  descTime?: number | null | undefined;
  /** Its community */
  linkedParent?: string | null | undefined;
  /** Whether all members may add others */
  memberAddMode?: boolean | null | undefined;
  /** Whether admins approve who joins */
  joinApprovalMode?: boolean | null | undefined;
  /** Seconds until messages vanish */
  ephemeralDuration?: number | null | undefined;
  addressingMode?: AddressingMode | null | undefined;
  /** Code of the invite link, where it is known */
  inviteCode?: string | null | undefined;
  /** Who made the change */
  author?: string | null | undefined;
  /** Members, where they are asked for */
  participants?: GroupParticipant[] | undefined;
}

/** An invitation into a group */
export interface GroupInviteContent {
  /** The group */
  groupJid: string;
  /** The code that accepts it */
  inviteCode: string;
  /** When it ends, Unix time in seconds */
  inviteExpiration?: string | undefined;
  /** Name of the group */
  groupName?: string | undefined;
  /** Text */
  caption?: string | undefined;
  /** Picture as JPEG, base64 */
  jpegThumbnail?: string | undefined;
}

/** Invite link of a group */
export interface GroupInviteLink {
  /** The link */
  inviteUrl: string;
  /** The code */
  inviteCode: string;
}

/** A member of a group */
export interface GroupParticipant {
  /** The member: phone JID where it is known, else LID */
  id: string;
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
  /** Null for a plain member */
  admin: GroupRole | null;
  /** Name, where it is known */
  name?: string | null | undefined;
  /** Picture, where it is known */
  imgUrl?: string | null | undefined;
}

/** The members of a group */
export interface GroupParticipants {
  /** The members */
  participants: GroupParticipant[];
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
  participantsData?: ChangedParticipant[] | undefined;
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

/** What a member of a group may do */
export type GroupRole = "admin" | "superadmin";

/** The setting */
export type GroupSettingAction = "announcement" | "not_announcement" | "locked" | "unlocked";

/** The setting was made */
export interface GroupSettingResult {
  /** `success` */
  update: string;
  /** The setting as given */
  action: string;
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
  data: GroupChange[];
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

/** How far the import of the history has come */
export interface HistoryProgress {
  /** Messages so far */
  messageCount: number;
  /** Chats so far */
  chatCount: number;
  /** Contacts so far */
  contactCount: number;
  /** Per cent; 100 at the end */
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

/** The proxy of an instance */
export interface InstanceProxy {
  /** Whether the connection goes through it */
  enabled: boolean;
  /** Host name or address; empty when disabled */
  host: string;
  /** Port, as text; empty when disabled */
  port: string;
  /** `http`, `https`, `socks4` or `socks5`; empty when disabled */
  protocol: string;
  /** User name */
  username: string | null;
  /** Whether a password is stored */
  hasPassword: boolean;
}

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
  /** Deliver new messages that are media with them, in `message.base64` */
  base64?: boolean | undefined;
  /** Headers sent with every delivery */
  headers?: Record<string, string> | null | undefined;
  /** Subscribed events; empty means all */
  events?: EventType[] | undefined;
}

/** How an instance reaches WhatsApp */
export type Integration = "WHATSAPP-BAILEYS" | "WHATSAPP-BUSINESS";

/** A message with native buttons, or with cards that have them */
export interface InteractiveContent {
  header?: InteractiveHeader | undefined;
  body?: InteractiveText | undefined;
  footer?: InteractiveText | undefined;
  nativeFlowMessage?: NativeFlow | undefined;
  carouselMessage?: CarouselContent | undefined;
}

/** The head */
export interface InteractiveHeader {
  /** Title */
  title?: string | undefined;
  /** Second line of the head */
  subtitle?: string | undefined;
  /** Whether the head is a medium */
  hasMediaAttachment?: boolean | undefined;
}

/** The native button that was pressed */
export interface InteractiveResponseContent {
  body?: InteractiveText | undefined;
  nativeFlowResponseMessage?: NativeFlowResponse | undefined;
}

/** Text of a part of a message */
export interface InteractiveText {
  /** The text */
  text: string;
}

/** An account that asks to join */
export interface JoinRequest {
  /** The account: phone JID where it is known, else LID */
  jid: string;
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
  /** When, Unix time in seconds */
  requestedAt: number | null;
  /** How: `invite_link`, `linked_group_join` or `non_admin_add` */
  method?: string | null | undefined;
}

/** What to do */
export type JoinRequestAction = "approve" | "reject";

/** Who asks to join */
export interface JoinRequests {
  /** The accounts */
  requests: JoinRequest[];
}

/** A label */
export interface Label {
  /** WhatsApp's label id */
  id: string;
  /** Name */
  name: string;
  /** Colour, `0` to `19` */
  color: string;
  /** Id of a predefined label */
  predefinedId: string | null;
}

/** What to do */
export type LabelAction = "add" | "remove";

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

/** What was done with the label */
export interface LabelResult {
  /** The chat */
  numberJid: string;
  /** WhatsApp's label id */
  labelId: string;
  /** True when this was done; missing when the other was */
  add?: boolean | undefined;
  /** True when this was done; missing when the other was */
  remove?: boolean | undefined;
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

/** The last message of a chat */
export interface LastMessageReference {
  key: MessageReference;
  /** Unix time in seconds */
  messageTimestamp?: number | undefined;
}

/** The group that was left */
export interface LeftGroup {
  /** The group */
  groupJid: string;
  /** Always true */
  leave: boolean;
}

/** A list to choose from */
export interface ListContent {
  /** Title */
  title?: string | undefined;
  /** Text */
  description?: string | undefined;
  /** Text on the button that opens the list */
  buttonText?: string | undefined;
  /** Small text below */
  footerText?: string | undefined;
  /** The parts */
  sections?: ListContentSection[] | undefined;
}

/** A row */
export interface ListContentRow {
  /** Id of the row */
  rowId: string;
  /** Text of the row */
  title: string;
  /** Small text of the row */
  description?: string | undefined;
}

/** A part of the list */
export interface ListContentSection {
  /** Title */
  title?: string | undefined;
  /** The rows */
  rows: ListContentRow[];
}

/** The row that was chosen from a list */
export interface ListResponseContent {
  /** Title */
  title?: string | undefined;
  /** Text */
  description?: string | undefined;
  singleSelectReply?: ListSelection | undefined;
}

/** A row of a list */
export interface ListRow {
  /** Text of the row */
  title: string;
  /** Small text of the row */
  description?: string | undefined;
  /** Id of the row, unique in the list */
  rowId: string;
}

/** A part of a list */
export interface ListSection {
  /** Title of the part */
  title: string;
  /** The rows */
  rows: ListRow[];
}

/** The chosen row */
export interface ListSelection {
  /** Id of the row */
  selectedRowId: string;
}

/** A place that moves */
export interface LiveLocationContent {
  /** Latitude in degrees */
  degreesLatitude: number;
  /** Longitude in degrees */
  degreesLongitude: number;
  /** Accuracy in metres */
  accuracyInMeters?: number | undefined;
  /** Speed in metres a second */
  speedInMps?: number | undefined;
  /** Direction in degrees */
  degreesClockwiseFromMagneticNorth?: number | undefined;
  /** Text */
  caption?: string | undefined;
  /** Position in the series */
  sequenceNumber?: string | undefined;
  /** Seconds since the first position */
  timeOffset?: number | undefined;
  /** Map as JPEG, base64 */
  jpegThumbnail?: string | undefined;
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
  /** Page of the place */
  url?: string | undefined;
  /** Map as JPEG, base64 */
  jpegThumbnail?: string | undefined;
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
  /** Title of a document */
  title?: string | undefined;
  /** Size in bytes, as a decimal number */
  fileLength?: string | undefined;
  /** Where WhatsApp keeps the encrypted file */
  url?: string | undefined;
  /** Duration in seconds */
  seconds?: number | undefined;
  /** Whether an audio is a voice note */
  ptt?: boolean | undefined;
  /** Width in pixels */
  width?: number | undefined;
  /** Height in pixels */
  height?: number | undefined;
  /** Pages of a document */
  pageCount?: number | undefined;
  /** Whether a video plays like a GIF: silent, in a loop */
  gifPlayback?: boolean | undefined;
  /** Loudness of a voice note: 64 bytes from 0 to 100, base64 */
  waveform?: string | undefined;
  /** Preview as JPEG, base64 */
  jpegThumbnail?: string | undefined;
  /** SHA-256 of the file, base64 */
  fileSha256?: string | undefined;
  /** SHA-256 of the encrypted file, base64 */
  fileEncSha256?: string | undefined;
  /** Key that decrypts the file, base64 */
  mediaKey?: string | undefined;
  /** Path of the encrypted file on WhatsApp's media hosts */
  directPath?: string | undefined;
  /** Whether a sticker moves */
  isAnimated?: boolean | undefined;
  /** Whether it may be opened once only */
  viewOnce?: boolean | undefined;
}

/** The message */
export interface MediaMessageReference {
  key: StoredMessageReference;
}

/** What the medium is */
export type MediaType = "image" | "video" | "document" | "audio";

/** Who adds members */
export type MemberAddMode = "admin_add" | "all_member_add";

/** The mode was set */
export interface MemberAddModeResult {
  /** `success` */
  update: string;
  /** The mode as given */
  mode: string;
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
  /** Votes of a poll so far: every answer with its voters */
  pollUpdates?: PollUpdate[] | undefined;
}

/** Content of a message: one of the contents is present; `raw` holds what has no field of its own */
export interface MessageContent {
  /** Plain text */
  conversation?: string | undefined;
  extendedTextMessage?: ExtendedText | undefined;
  imageMessage?: MediaContent | undefined;
  videoMessage?: MediaContent | undefined;
  ptvMessage?: MediaContent | undefined;
  audioMessage?: MediaContent | undefined;
  documentMessage?: MediaContent | undefined;
  stickerMessage?: MediaContent | undefined;
  locationMessage?: LocationContent | undefined;
  liveLocationMessage?: LiveLocationContent | undefined;
  contactMessage?: ContactContent | undefined;
  contactsArrayMessage?: ContactsContent | undefined;
  reactionMessage?: ReactionContent | undefined;
  pollCreationMessage?: PollContent | undefined;
  pollCreationMessageV3?: PollContent | undefined;
  pollUpdateMessage?: PollVoteContent | undefined;
  listMessage?: ListContent | undefined;
  listResponseMessage?: ListResponseContent | undefined;
  buttonsMessage?: ButtonsContent | undefined;
  buttonsResponseMessage?: ButtonsResponseContent | undefined;
  templateButtonReplyMessage?: TemplateButtonReplyContent | undefined;
  interactiveMessage?: InteractiveContent | undefined;
  interactiveResponseMessage?: InteractiveResponseContent | undefined;
  groupInviteMessage?: GroupInviteContent | undefined;
  protocolMessage?: ProtocolContent | undefined;
  editedMessage?: EditedContent | undefined;
  /** Whether the message may be opened once only */
  viewOnce?: boolean | undefined;
  /** Where the server stores the medium */
  mediaUrl?: string | undefined;
  /** The medium, base64: in MESSAGES_UPSERT and SEND_MESSAGE for webhooks with `webhookBase64` alone, where it can be had */
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
  /** The writer's other address: LID beside a phone JID */
  participantAlt?: string | undefined;
  addressingMode?: AddressingMode | undefined;
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
  /** The writer's other address: LID beside a phone JID */
  participantAlt?: string | undefined;
  addressingMode?: AddressingMode | undefined;
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
  /** Votes of a poll so far: every answer with its voters */
  pollUpdates?: PollUpdate[] | undefined;
  /** Reported statuses, oldest first */
  MessageUpdate: MessageStatusChange[];
}

/** Names a message */
export interface MessageReference {
  /** WhatsApp's message id */
  id: string;
  /** The chat: JID or number */
  remoteJid: string;
  /** Whether this account wrote it */
  fromMe: boolean;
  /** The writer, in groups */
  participant?: string | undefined;
}

/** Device that wrote the message */
export type MessageSource = "unknown" | "ios" | "android" | "web" | "desktop";

/** How far a message has come; only ever moves forward */
export type MessageStatus = "PENDING" | "SERVER_ACK" | "DELIVERY_ACK" | "READ" | "PLAYED" | "ERROR" | "DELETED";

/** A status that was reported */
export interface MessageStatusChange {
  status: MessageStatus;
}

/** A status of a message that was reported */
export interface MessageStatusRecord {
  /** Row id (UUIDv7) */
  id: string;
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
  /** Votes of a poll so far: every answer with its voters */
  pollUpdates?: PollUpdate[] | undefined;
  /** Moment in UTC, ISO 8601 */
  occurredAt: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
}

/** The status, the text or the votes of a message changed */
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
  /** What the message says now, when it was edited */
  message?: MessageContent | undefined;
  /** Votes of a poll so far: every answer with its voters */
  pollUpdates?: PollUpdate[] | undefined;
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

/** Messages of the history arrived, a part at a time. */
export interface MessagesSetEvent {
  /** Id of the event (UUIDv7); resume a stream after it */
  id: string;
  /** Position within the instance, from 1 without gaps */
  sequence: number;
  /** Name on the wire */
  event: "messages.set";
  /** Subscription name */
  type: "MESSAGES_SET";
  /** Messages of the history arrived, a part at a time. */
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

/** The status of a message changed, it was edited, or its poll has votes. */
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

/** The import of the history has come further, or has ended (progress 100). */
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

/** Until when a chat is muted now */
export interface MutedChat {
  /** The chat */
  chatId: string;
  /** Unix time in seconds, -1 for ever, null for not */
  muteEndTime: number | null;
}

/** Name and id of an instance */
export interface NamedInstance {
  /** Name of the instance */
  instanceName: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
}

/** Instance and proxy */
export interface NamedProxy {
  /** Name of the instance */
  instanceName: string;
  proxy: InstanceProxy;
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
  /** Code of the last change, null before the first */
  statusReason?: number | null | undefined;
  /** Why the connection is not open, for people */
  reason?: string | null | undefined;
}

/** The buttons */
export interface NativeFlow {
  /** The buttons */
  buttons: NativeFlowButton[];
  /** Parameters of all, JSON as text */
  messageParamsJson?: string | undefined;
}

/** A button */
export interface NativeFlowButton {
  /** Kind: `quick_reply`, `cta_url`, `cta_copy`, `cta_call`, … */
  name: string;
  /** Its parameters, JSON as text */
  buttonParamsJson: string;
}

/** What was pressed */
export interface NativeFlowResponse {
  /** Kind of the button */
  name: string;
  /** What it answers, JSON as text */
  paramsJson: string;
  /** Version of the form */
  version?: number | undefined;
}

/** A call that was offered */
export interface OfferedCall {
  /** WhatsApp's id of the call */
  id: string;
  /** Who is called */
  jid: string;
  /** Whether it rings as a video call */
  isVideo: boolean;
  /** Seconds until the call is ended */
  callDuration: number;
}

/** Who sees that the account is online */
export type OnlineAudience = "all" | "match_last_seen";

/** What to do */
export type ParticipantAction = "add" | "remove" | "promote" | "demote";

/** What became of one account */
export interface ParticipantResult {
  /** `200` when done, else WhatsApp's code, e.g. `403` or `409` */
  status: string;
  /** The account */
  jid: string;
  /** What WhatsApp says besides, e.g. an invitation to send */
  content?: JsonValue | undefined;
}

/** What became of each account */
export interface ParticipantResults {
  /** The accounts */
  updateParticipants: ParticipantResult[];
}

/** Whether a chat is pinned now */
export interface PinnedChat {
  /** The chat */
  chatId: string;
  /** Whether it is pinned */
  pinned: boolean;
}

/** Kind of the key (pix) */
export type PixKeyType = "phone" | "email" | "cpf" | "cnpj" | "random";

/** The messages were marked */
export interface PlayedResult {
  /** Text for people */
  message: string;
  /** `success` */
  played: string;
}

/** A poll */
export interface PollContent {
  /** The question */
  name: string;
  /** The answers */
  options: PollOption[];
  /** How many may be chosen; 0 for any number */
  selectableOptionsCount: number;
}

/** An answer to choose */
export interface PollOption {
  /** The answer */
  optionName: string;
}

/** The poll */
export interface PollReference {
  key: StoredMessageReference;
}

/** The poll */
export interface PollResult {
  /** The question */
  name: string;
  /** Chosen answers of all voters */
  totalVotes: number;
  /** For every answer, how many chose it and who */
  results: Record<string, {
    votes: number;
    voters: string[];
  }>;
}

/** What the voter has chosen */
export interface PollSelection {
  /** The chosen answers; empty when the vote was withdrawn */
  selectedOptions: string[];
}

/** An answer of a poll with its voters */
export interface PollUpdate {
  /** The answer */
  name: string;
  /** Who chose it */
  voters: string[];
}

/** A vote, decrypted */
export interface PollVoteContent {
  pollCreationMessageKey: MessageKey;
  /** What the voter has chosen; missing when the poll is not stored here */
  vote?: PollSelection | undefined;
  /** When, Unix time in milliseconds */
  senderTimestampMs?: string | undefined;
}

/** The votes of a poll */
export interface PollVotes {
  poll: PollResult;
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

/** The settings were changed */
export interface PrivacyResult {
  /** `success` */
  update: string;
  data: PrivacySettings;
}

/** The privacy settings of the account */
export interface PrivacySettings {
  readreceipts: ReadReceipts;
  /** Who sees the picture */
  profile: "all" | "contacts" | "contact_blacklist" | "none";
  /** Who sees the text about the account */
  status: "all" | "contacts" | "contact_blacklist" | "none";
  online: OnlineAudience;
  /** Who sees when the account was last online */
  last: "all" | "contacts" | "contact_blacklist" | "none";
  /** Who may add the account to groups */
  groupadd: "all" | "contacts" | "contact_blacklist" | "none";
}

/** A product of a catalog */
export interface Product {
  /** WhatsApp's id of the product */
  id: string;
  /** The seller's own id */
  retailerId?: string | null | undefined;
  /** Name */
  name: string;
  /** Description */
  description?: string | null | undefined;
  /** Price in thousandths of the currency */
  price: number | null;
  /** Currency (ISO 4217) */
  currency: string | null;
  /** Page of the product */
  url?: string | null | undefined;
  /** Whether it can be had */
  availability?: string | null | undefined;
  /** Whether customers do not see it */
  isHidden?: boolean | null | undefined;
  /** Pictures by size, as WhatsApp gave them */
  imageUrls?: JsonValue | null | undefined;
  /** State of WhatsApp's review, as it gave it */
  reviewStatus?: JsonValue | null | undefined;
}

/** What WhatsApp tells of an account */
export interface Profile {
  /** The account */
  wuid: string;
  /** Name, where it is known */
  name: string | null;
  /** Whether it is on WhatsApp */
  numberExists: boolean;
  /** Picture; null when there is none or it is hidden */
  picture: string | null;
  /** Its text about itself; null when hidden */
  status: string | null;
  /** Whether it is a business account */
  isBusiness: boolean;
  /** What it does */
  description?: string | null | undefined;
  /** E-mail address */
  email?: string | null | undefined;
  /** Its pages */
  website?: string[] | null | undefined;
  /** Where it is */
  address?: string | null | undefined;
  /** What kind it is */
  category?: string | null | undefined;
}

/** Where a picture is */
export interface ProfilePicture {
  /** The account or group */
  wuid: string;
  /** The picture */
  profilePictureUrl: string | null;
}

/** A change of another message or of the chat */
export interface ProtocolContent {
  key?: MessageKey | undefined;
  /** `REVOKE`, `MESSAGE_EDIT`, `EPHEMERAL_SETTING`, … */
  type: string;
  editedMessage?: EditedContent | undefined;
  /** When, Unix time in milliseconds */
  timestampMs?: string | undefined;
  /** Seconds until messages vanish */
  ephemeralExpiration?: number | undefined;
}

/** How the proxy is spoken to */
export type ProxyProtocol = "http" | "https" | "socks4" | "socks5";

/** The proxy as stored */
export interface ProxySet {
  proxy: NamedProxy;
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
  extendedTextMessage?: QuotedText | undefined;
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

/** Text as received */
export interface QuotedText {
  /** The text */
  text: string;
}

/** A reaction to a message */
export interface ReactionContent {
  key: MessageKey;
  /** One emoji; empty when removed */
  text: string;
}

/** Whether writers learn that their messages were read */
export type ReadReceipts = "all" | "none";

/** Names a message */
export interface ReadReferenceInput {
  /** WhatsApp's message id */
  id: string;
  /** The chat: JID or number */
  remoteJid: string;
  /** Whether this account wrote it */
  fromMe?: boolean | undefined;
  /** The writer, in groups */
  participant?: string | undefined;
}

/** The messages were marked */
export interface ReadResult {
  /** Text for people */
  message: string;
  /** `success` */
  read: string;
}

/** A call that was rejected */
export interface RejectedCall {
  /** WhatsApp's id of the call */
  callId: string;
  /** Always true */
  rejected: boolean;
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

/** The new code */
export interface RevokedInvite {
  /** Always true */
  revoked: boolean;
  /** The code */
  inviteCode: string;
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

/** The invitations were sent */
export interface SentInvite {
  /** Always true */
  send: boolean;
  /** The link */
  inviteUrl: string;
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
  /** What the recipient may not see as it was asked for, in sentences; missing when there is nothing to say */
  warnings?: string[] | undefined;
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

/** Filters; all given ones must match */
export interface StatusFilter {
  /** WhatsApp's message id */
  id?: string | undefined;
  /** The chat */
  remoteJid?: string | undefined;
  /** Written by this account */
  fromMe?: boolean | undefined;
  /** Who reports the status, in groups */
  participant?: string | undefined;
  status?: MessageStatus | undefined;
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

/** What is posted */
export type StatusType = "text" | "image" | "video" | "audio";

/** A chat as stored */
export interface StoredChat {
  /** Row id (UUIDv7) */
  id: string;
  /** WhatsApp address (JID) */
  remoteJid: string;
  /** Name of the contact or group */
  name: string | null;
  /** WhatsApp's ids of the labels on it */
  labels: string[] | null;
  /** Moment in UTC, ISO 8601 */
  createdAt: string;
  /** Moment in UTC, ISO 8601 */
  updatedAt: string;
  /** Id of the instance (UUIDv7) */
  instanceId: string;
  /** Incoming messages not read yet */
  unreadMessages: number;
  /** The LID, beside a phone JID */
  lid?: string | null | undefined;
  /** Whether the chat is archived */
  archived?: boolean | undefined;
  /** Whether the chat is pinned to the top */
  pinned?: boolean | undefined;
  /** Until when it is muted: Unix time in seconds, -1 for ever, null for not */
  muteEndTime?: number | null | undefined;
}

/** Names a stored message */
export interface StoredMessageReference {
  /** WhatsApp's message id */
  id: string;
  /** The chat: JID or number */
  remoteJid?: string | undefined;
  /** Whether this account wrote it */
  fromMe?: boolean | undefined;
  /** The writer, in groups */
  participant?: string | undefined;
}

/** The button of a template that was pressed */
export interface TemplateButtonReplyContent {
  /** Id of the button */
  selectedId: string;
  /** Text on the button */
  selectedDisplayText?: string | undefined;
  /** Its position, from 0 */
  selectedIndex?: number | undefined;
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

/** The chat was marked */
export interface UnreadChat {
  /** The chat */
  chatId: string;
  /** Always true */
  markedChatUnread: boolean;
}

/** The change was made */
export interface UpdateResult {
  /** `success` */
  update: string;
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
  /** Whether new messages that are media are delivered with them, in `message.base64` */
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
  /** Deliver new messages that are media with them, in `message.base64` */
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
  /** Host name or address */
  proxyHost?: string | undefined;
  /** Port, as text */
  proxyPort?: string | undefined;
  proxyProtocol?: ProxyProtocol | undefined;
  /** User name */
  proxyUsername?: string | undefined;
  /** Password; never answered */
  proxyPassword?: string | undefined;
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

/** Input of `proxy.set`. */
export interface ProxySetInput {
  /** Name of the instance */
  instanceName: string;
  /** Whether the connection goes through it */
  enabled: boolean;
  /** Host name or address */
  host?: string | "" | undefined;
  /** Port, as text */
  port?: string | "" | undefined;
  protocol?: ProxyProtocol | undefined;
  /** User name */
  username?: string | undefined;
  /** Password; never answered */
  password?: string | undefined;
}

/** Input of `proxy.find`. */
export interface ProxyFindInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `message.sendText`. */
export interface MessageSendTextInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** The text */
  text: string;
  /** Show a preview of the first link */
  linkPreview?: boolean | undefined;
}

/** Input of `message.sendMedia`. */
export interface MessageSendMediaInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  mediatype: MediaType;
  /** The medium: an http(s) URL, base64, or a data URI; on REST a multipart part `file` may stand for it */
  media: string;
  /** MIME type */
  mimetype?: string | undefined;
  /** Text below the medium */
  caption?: string | undefined;
  /** File name */
  fileName?: string | undefined;
  /** Whether a video plays like a GIF: silent, in a loop */
  gifPlayback?: boolean | undefined;
  /** Where such a video is from, as the app shows it: 0 nowhere, 1 GIPHY, 2 Tenor */
  gifAttribution?: number | undefined;
}

/** Input of `message.sendPtv`. */
export interface MessageSendPtvInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** The video: an http(s) URL, base64, or a data URI */
  video: string;
}

/** Input of `message.sendWhatsAppAudio`. */
export interface MessageSendWhatsAppAudioInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** The audio: an http(s) URL, base64, or a data URI */
  audio: string;
  /** Whether to convert to OGG/Opus */
  encoding?: boolean | undefined;
}

/** Input of `message.sendSticker`. */
export interface MessageSendStickerInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** The picture: an http(s) URL, base64, or a data URI */
  sticker: string;
  /** Send the file as it is */
  notConvertSticker?: boolean | undefined;
}

/** Input of `message.sendLocation`. */
export interface MessageSendLocationInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** Latitude in degrees */
  latitude: number;
  /** Longitude in degrees */
  longitude: number;
  /** Name of the place */
  name?: string | undefined;
  /** Address */
  address?: string | undefined;
}

/** Input of `message.sendContact`. */
export interface MessageSendContactInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** The cards */
  contact: ContactCardInput[];
}

/** Input of `message.sendReaction`. */
export interface MessageSendReactionInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  key: MessageReference;
  /** One emoji; empty to remove it */
  reaction: string;
}

/** Input of `message.sendPoll`. */
export interface MessageSendPollInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** The question */
  name: string;
  /** The answers */
  values: string[];
  /** How many may be chosen; 0 for any number */
  selectableCount?: number | undefined;
}

/** Input of `message.sendList`. */
export interface MessageSendListInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** Title */
  title: string;
  /** Text */
  description?: string | undefined;
  /** Text on the button that opens the list */
  buttonText: string;
  /** Small text below */
  footerText?: string | undefined;
  /** The parts of the list */
  sections: ListSection[];
}

/** Input of `message.sendButtons`. */
export interface MessageSendButtonsInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** Title */
  title: string;
  /** Text */
  description?: string | undefined;
  /** Small text below */
  footer?: string | undefined;
  /** Picture above the text */
  thumbnailUrl?: string | undefined;
  /** The buttons */
  buttons: Array<{
    type: ButtonType;
    /** Text on the button (all but pix) */
    displayText?: string | undefined;
    /** Id that the answer carries (reply) */
    id?: string | undefined;
    /** Text that is copied (copy) */
    copyCode?: string | undefined;
    /** Page that is opened (url) */
    url?: string | undefined;
    /** Number that is called (call) */
    phoneNumber?: string | undefined;
    /** Currency (pix) */
    currency?: string | undefined;
    /** Name of the receiver (pix) */
    name?: string | undefined;
    keyType?: PixKeyType | undefined;
    /** The key (pix) */
    key?: string | undefined;
  }>;
}

/** Input of `message.sendCarousel`. */
export interface MessageSendCarouselInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Milliseconds to wait (typing, where the engine can show it) before sending */
  delay?: number | undefined;
  quoted?: Quoted | undefined;
  /** Mention everybody (groups) */
  mentionsEveryOne?: boolean | undefined;
  /** Mentioned accounts (groups) */
  mentioned?: string[] | undefined;
  /** Text above the cards */
  body: string;
  /** The cards */
  cards: CarouselCard[];
}

/** Input of `message.sendStatus`. */
export interface MessageSendStatusInput {
  /** Name of the instance */
  instanceName: string;
  /** An id of your own for the message; left out, one is made. WHATSAPP-BUSINESS gives its own ids and refuses this field */
  messageId?: string | undefined;
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
  type: StatusType;
  /** The text, or the medium: an http(s) URL, base64, or a data URI */
  content: string;
  /** Text below an image or video */
  caption?: string | undefined;
  /** Background of a text or voice note */
  backgroundColor?: string | undefined;
  /** Font of a text, 0 to 5 */
  font?: number | undefined;
  /** Who may see it */
  statusJidList?: string[] | undefined;
  /** Whether all stored contacts may see it */
  allContacts?: boolean | undefined;
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

/** Input of `chat.findChannels`. */
export interface ChatFindChannelsInput {
  /** Name of the instance */
  instanceName: string;
  /** Page, from 1 */
  page?: number | undefined;
  /** Page size */
  limit?: number | undefined;
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

/** Input of `chat.findStatusMessage`. */
export interface ChatFindStatusMessageInput {
  /** Name of the instance */
  instanceName: string;
  where?: StatusFilter | undefined;
  /** Page, from 1 */
  page?: number | undefined;
  /** Page size */
  offset?: number | undefined;
}

/** Input of `chat.findChatByRemoteJid`. */
export interface ChatFindChatByRemoteJidInput {
  /** Name of the instance */
  instanceName: string;
  /** JID or number */
  remoteJid: string;
}

/** Input of `chat.checkIsWhatsApp`. */
export interface ChatCheckIsWhatsAppInput {
  /** Name of the instance */
  instanceName: string;
  /** Numbers or JIDs */
  numbers: string[];
}

/** Input of `chat.markMessageAsRead`. */
export interface ChatMarkMessageAsReadInput {
  /** Name of the instance */
  instanceName: string;
  /** The messages */
  readMessages: ReadReferenceInput[];
}

/** Input of `chat.markMessageAsPlayed`. */
export interface ChatMarkMessageAsPlayedInput {
  /** Name of the instance */
  instanceName: string;
  /** The messages */
  playedMessages: ReadReferenceInput[];
}

/** Input of `chat.deleteMessageForEveryone`. */
export interface ChatDeleteMessageForEveryoneInput {
  /** Name of the instance */
  instanceName: string;
  key: DeletedKeyInput;
}

/** Input of `chat.updateMessage`. */
export interface ChatUpdateMessageInput {
  /** Name of the instance */
  instanceName: string;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** The new text */
  text: string;
  key: StoredMessageReference;
}

/** Input of `chat.getBase64`. */
export interface ChatGetBase64Input {
  /** Name of the instance */
  instanceName: string;
  message: MediaMessageReference;
  /** Convert audio to MP4 */
  convertToMp4?: boolean | undefined;
}

/** Input of `chat.getPollVote`. */
export interface ChatGetPollVoteInput {
  /** Name of the instance */
  instanceName: string;
  message: PollReference;
  /** The chat */
  remoteJid?: string | undefined;
}

/** Input of `chat.archiveChat`. */
export interface ChatArchiveChatInput {
  /** Name of the instance */
  instanceName: string;
  /** The chat: JID or number */
  chat?: string | undefined;
  lastMessage?: LastMessageReference | undefined;
  /** Whether the chat is archived from now on */
  archive: boolean;
}

/** Input of `chat.markChatUnread`. */
export interface ChatMarkChatUnreadInput {
  /** Name of the instance */
  instanceName: string;
  /** The chat: JID or number */
  chat?: string | undefined;
  lastMessage?: LastMessageReference | undefined;
}

/** Input of `chat.muteChat`. */
export interface ChatMuteChatInput {
  /** Name of the instance */
  instanceName: string;
  /** JID or number */
  chat: string;
  /** Unix time in seconds; -1 for ever; null to end it */
  muteUntil?: number | null | undefined;
}

/** Input of `chat.pinChat`. */
export interface ChatPinChatInput {
  /** Name of the instance */
  instanceName: string;
  /** JID or number */
  chat: string;
  /** Whether the chat is pinned from now on */
  pin: boolean;
}

/** Input of `chat.sendPresence`. */
export interface ChatSendPresenceInput {
  /** Name of the instance */
  instanceName: string;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  presence: ChatPresence;
  /** Milliseconds to show it */
  delay?: number | undefined;
}

/** Input of `chat.fetchProfilePictureUrl`. */
export interface ChatFetchProfilePictureUrlInput {
  /** Name of the instance */
  instanceName: string;
  /** Number or JID; the account of the instance when left out or empty */
  number?: string | undefined;
}

/** Input of `chat.fetchBusinessProfile`. */
export interface ChatFetchBusinessProfileInput {
  /** Name of the instance */
  instanceName: string;
  /** Number or JID; the account of the instance when left out or empty */
  number?: string | undefined;
}

/** Input of `chat.updateBlockStatus`. */
export interface ChatUpdateBlockStatusInput {
  /** Name of the instance */
  instanceName: string;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  status: BlockStatus;
}

/** Input of `chat.fetchBlocklist`. */
export interface ChatFetchBlocklistInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `group.create`. */
export interface GroupCreateInput {
  /** Name of the instance */
  instanceName: string;
  /** Name of the group */
  subject: string;
  /** Numbers or JIDs */
  participants: string[];
  /** Description of the group */
  description?: string | undefined;
  /** Make all members admins */
  promoteParticipants?: boolean | undefined;
}

/** Input of `group.findGroupInfos`. */
export interface GroupFindGroupInfosInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
}

/** Input of `group.fetchAllGroups`. */
export interface GroupFetchAllGroupsInput {
  /** Name of the instance */
  instanceName: string;
  /** Whether members are answered too */
  getParticipants?: boolean | undefined;
}

/** Input of `group.participants`. */
export interface GroupParticipantsInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
}

/** Input of `group.fetchJoinRequests`. */
export interface GroupFetchJoinRequestsInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
}

/** Input of `group.updateGroupSubject`. */
export interface GroupUpdateGroupSubjectInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  /** Name of the group */
  subject: string;
}

/** Input of `group.updateGroupPicture`. */
export interface GroupUpdateGroupPictureInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  /** The medium: an http(s) URL, base64, or a data URI; on REST a multipart part `file` may stand for it */
  image: string;
}

/** Input of `group.updateGroupDescription`. */
export interface GroupUpdateGroupDescriptionInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  /** Description of the group */
  description: string;
}

/** Input of `group.updateSetting`. */
export interface GroupUpdateSettingInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  action: GroupSettingAction;
}

/** Input of `group.updateMemberAddMode`. */
export interface GroupUpdateMemberAddModeInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  mode: MemberAddMode;
}

/** Input of `group.toggleEphemeral`. */
export interface GroupToggleEphemeralInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  /** Seconds: 0, 86400, 604800 or 7776000 */
  expiration: 0 | 86400 | 604800 | 7776000;
}

/** Input of `group.updateParticipant`. */
export interface GroupUpdateParticipantInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  action: ParticipantAction;
  /** Numbers or JIDs */
  participants: string[];
}

/** Input of `group.updateJoinRequest`. */
export interface GroupUpdateJoinRequestInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  action: JoinRequestAction;
  /** Numbers or JIDs */
  participants: string[];
}

/** Input of `group.leaveGroup`. */
export interface GroupLeaveGroupInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
}

/** Input of `group.inviteCode`. */
export interface GroupInviteCodeInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
}

/** Input of `group.inviteInfo`. */
export interface GroupInviteInfoInput {
  /** Name of the instance */
  instanceName: string;
  /** The code of an invite link, or the link */
  inviteCode: string;
}

/** Input of `group.acceptInviteCode`. */
export interface GroupAcceptInviteCodeInput {
  /** Name of the instance */
  instanceName: string;
  /** The code of an invite link, or the link */
  inviteCode: string;
}

/** Input of `group.sendInvite`. */
export interface GroupSendInviteInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
  /** Text above the link */
  description?: string | undefined;
  /** Numbers or JIDs */
  numbers: string[];
  /**
   * Repeating a call with the same key returns the first answer instead of doing it again (on REST the header
   * Idempotency-Key)
   */
  idempotencyKey?: string | undefined;
}

/** Input of `group.revokeInviteCode`. */
export interface GroupRevokeInviteCodeInput {
  /** Name of the instance */
  instanceName: string;
  /** JID of the group; `@g.us` is added where it is missing */
  groupJid: string;
}

/** Input of `profile.fetchProfile`. */
export interface ProfileFetchProfileInput {
  /** Name of the instance */
  instanceName: string;
  /** Number or JID; the account of the instance when left out or empty */
  number?: string | undefined;
}

/** Input of `profile.updateProfileName`. */
export interface ProfileUpdateProfileNameInput {
  /** Name of the instance */
  instanceName: string;
  /** The name */
  name: string;
}

/** Input of `profile.updateProfileStatus`. */
export interface ProfileUpdateProfileStatusInput {
  /** Name of the instance */
  instanceName: string;
  /** The text */
  status: string;
}

/** Input of `profile.updateProfilePicture`. */
export interface ProfileUpdateProfilePictureInput {
  /** Name of the instance */
  instanceName: string;
  /** The medium: an http(s) URL, base64, or a data URI; on REST a multipart part `file` may stand for it */
  picture: string;
}

/** Input of `profile.removeProfilePicture`. */
export interface ProfileRemoveProfilePictureInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `profile.fetchPrivacySettings`. */
export interface ProfileFetchPrivacySettingsInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `profile.updatePrivacySettings`. */
export interface ProfileUpdatePrivacySettingsInput {
  /** Name of the instance */
  instanceName: string;
  readreceipts?: ReadReceipts | undefined;
  /** Who sees the picture */
  profile?: "all" | "contacts" | "contact_blacklist" | "none" | undefined;
  /** Who sees the text about the account */
  status?: "all" | "contacts" | "contact_blacklist" | "none" | undefined;
  online?: OnlineAudience | undefined;
  /** Who sees when the account was last online */
  last?: "all" | "contacts" | "contact_blacklist" | "none" | undefined;
  /** Who may add the account to groups */
  groupadd?: "all" | "contacts" | "contact_blacklist" | "none" | undefined;
}

/** Input of `label.findLabels`. */
export interface LabelFindLabelsInput {
  /** Name of the instance */
  instanceName: string;
}

/** Input of `label.handleLabel`. */
export interface LabelHandleLabelInput {
  /** Name of the instance */
  instanceName: string;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** WhatsApp's label id */
  labelId: string;
  action: LabelAction;
}

/** Input of `calls.offer`. */
export interface CallsOfferInput {
  /** Name of the instance */
  instanceName: string;
  /** Full international number without +, or a JID (`5511999999999@s.whatsapp.net`, a group's `120363025486748009@g.us`) */
  number: string;
  /** Whether it rings as a video call */
  isVideo?: boolean | undefined;
  /** Seconds until the call is ended */
  callDuration: number;
}

/** Input of `calls.reject`. */
export interface CallsRejectInput {
  /** Name of the instance */
  instanceName: string;
  /** WhatsApp's id of the call */
  callId: string;
  /** The caller: JID or number */
  from: string;
}

/** Input of `business.getCatalog`. */
export interface BusinessGetCatalogInput {
  /** Name of the instance */
  instanceName: string;
  /** Number or JID; the account of the instance when left out or empty */
  number?: string | undefined;
  /** Products at a time */
  limit?: number | undefined;
  /** Where to go on */
  cursor?: string | undefined;
}

/** Input of `business.getCollections`. */
export interface BusinessGetCollectionsInput {
  /** Name of the instance */
  instanceName: string;
  /** Number or JID; the account of the instance when left out or empty */
  number?: string | undefined;
  /** Most collections */
  limit?: number | undefined;
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
     * CREDENTIALS_REQUIRED, URL_NOT_ALLOWED, PROXY_INVALID, NOT_SUPPORTED_BY_ENGINE, IDEMPOTENCY_KEY_REUSED,
     * SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
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
     * Log out. Closes the connection and keeps the instance with its data. On WhatsApp Web the device is unlinked; one
     * that is not connected is connected once for that. Where WhatsApp does not confirm it within seconds, the answer says
     * so, and the device is to be removed on the phone. Repeating it succeeds.
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
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
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
  proxy: {
    /**
     * Set the proxy of an instance. The proxy is tried before it is stored, and used from the next connection on. With
     * `enabled` false it is forgotten.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, PROXY_INVALID, URL_NOT_ALLOWED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, or one of CommonErrorCode
     */
    set(input: ProxySetInput, options?: CallOptions): Promise<ProxySet>;
    /**
     * Proxy of an instance. Answers the proxy as stored, without its password, or null when none was set.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    find(input: ProxyFindInput, options?: CallOptions): Promise<InstanceProxy | null>;
  };
  message: {
    /**
     * Send a text message. Sends a text to a number or group; answers when WhatsApp has accepted it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendText(input: MessageSendTextInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send an image, video, document or audio. Sends a file with a caption. `audio` sends an audio file; sendWhatsAppAudio
     * sends a voice note. `mimetype` and `fileName` are found out where they are left out.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, URL_NOT_ALLOWED, MEDIA_INVALID,
     * MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or one of CommonErrorCode
     */
    sendMedia(input: MessageSendMediaInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send a round video note. Sends a video that the recipient sees as a round video note.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, URL_NOT_ALLOWED, MEDIA_INVALID,
     * MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or one of CommonErrorCode
     */
    sendPtv(input: MessageSendPtvInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send a voice note. Converts audio of any common format into a voice note (OGG/Opus) with duration and waveform, and
     * sends it. With `encoding` false the file is sent as it is.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, URL_NOT_ALLOWED, MEDIA_INVALID,
     * MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or one of CommonErrorCode
     */
    sendWhatsAppAudio(input: MessageSendWhatsAppAudioInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send a sticker. Converts an image, GIF or animation into a WebP sticker of 512 × 512 pixels and sends it. With
     * `notConvertSticker` a WebP file is sent as it is.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, URL_NOT_ALLOWED, MEDIA_INVALID,
     * MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or one of CommonErrorCode
     */
    sendSticker(input: MessageSendStickerInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send a place. Sends a place on the map, with a name and an address where they are given.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendLocation(input: MessageSendLocationInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send contact cards. Sends one contact card or several in one message.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendContact(input: MessageSendContactInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * React to a message. Puts an emoji on a message; an empty one takes it off.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE,
     * WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE,
     * IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendReaction(input: MessageSendReactionInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send a poll. Sends a question with 2 to 12 answers. Votes arrive decoded, with totals.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendPoll(input: MessageSendPollInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send a list to choose from. Sends a text with a button that opens a list. Where the form is known not to show on
     * some phones, the answer says so in `warnings`.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendList(input: MessageSendListInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send a text with buttons. Sends a text with up to three reply buttons, or with url, call and copy buttons, or with
     * one pix button. Where the form is known not to show on some phones, the answer says so in `warnings`.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, URL_NOT_ALLOWED, MEDIA_INVALID,
     * MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or one of CommonErrorCode
     */
    sendButtons(input: MessageSendButtonsInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Send cards to swipe through. Sends a text with up to ten cards below, each with a picture where one is given and up
     * to three buttons. A single card without a picture is sent as a text with buttons. Where the form is known not to
     * show on some phones, the answer says so in `warnings`.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * QUOTED_MESSAGE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, URL_NOT_ALLOWED, MEDIA_INVALID,
     * MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or one of CommonErrorCode
     */
    sendCarousel(input: MessageSendCarouselInput, options?: CallOptions): Promise<SentMessage>;
    /**
     * Post a status. Posts a text, image, video or voice note that vanishes after 24 hours, to the accounts of
     * `statusJidList` or, with `allContacts`, to all stored contacts.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, MESSAGE_TOO_LONG,
     * GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE,
     * WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE,
     * IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN, URL_NOT_ALLOWED, MEDIA_INVALID, MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or
     * one of CommonErrorCode
     */
    sendStatus(input: MessageSendStatusInput, options?: CallOptions): Promise<SentMessage>;
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
     * Find channels. Channels with stored posts, the one with the newest post first.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    findChannels(input: ChatFindChannelsInput, options?: CallOptions): Promise<ChannelPage>;
    /**
     * Find contacts. Contacts that fit all filters, newest first. `id` takes a JID, a number or a row id.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    findContacts(input: ChatFindContactsInput, options?: CallOptions): Promise<Contact[]>;
    /**
     * Find the statuses of messages. Reported statuses that fit all filters, newest first. `id` is WhatsApp's message id.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    findStatusMessage(input: ChatFindStatusMessageInput, options?: CallOptions): Promise<MessageStatusRecord[]>;
    /**
     * Find one chat. The chat with an address, or null when none is stored.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, or one of CommonErrorCode
     */
    findChatByRemoteJid(input: ChatFindChatByRemoteJidInput, options?: CallOptions): Promise<StoredChat | null>;
    /**
     * Check whether numbers are on WhatsApp. Answers every number in the order of the question, with the address that
     * WhatsApp knows it by. For groups `name` is the subject.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    checkIsWhatsApp(input: ChatCheckIsWhatsAppInput, options?: CallOptions): Promise<CheckedNumber[]>;
    /**
     * Mark messages as read. Tells the writers that their messages were read, where the account's privacy allows it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    markMessageAsRead(input: ChatMarkMessageAsReadInput, options?: CallOptions): Promise<ReadResult>;
    /**
     * Mark voice notes as played. Tells the writers that their voice notes or videos were played.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    markMessageAsPlayed(input: ChatMarkMessageAsPlayedInput, options?: CallOptions): Promise<PlayedResult>;
    /**
     * Delete a message for everyone. Deletes a message of this account (`fromMe`, the default), or as an admin one of
     * another member of a group.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, MESSAGE_NOT_COMPATIBLE, RECIPIENT_INVALID,
     * NUMBER_NOT_ON_WHATSAPP, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    deleteMessageForEveryone(input: ChatDeleteMessageForEveryoneInput, options?: CallOptions): Promise<ChangedMessage>;
    /**
     * Edit a message. Changes the text, or the caption of an image, video or document, of a message that this account sent
     * to `number`. WhatsApp shows edits for 15 minutes after the message.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, MESSAGE_NOT_COMPATIBLE, MESSAGE_TOO_LONG,
     * RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateMessage(input: ChatUpdateMessageInput, options?: CallOptions): Promise<ChangedMessage>;
    /**
     * Get the medium of a message. Answers the decrypted file of a stored message as base64; also when WhatsApp's link has
     * expired, as long as a phone or the server still has it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, MESSAGE_NOT_COMPATIBLE, MEDIA_NOT_AVAILABLE,
     * MEDIA_INVALID, MEDIA_TOO_LARGE, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE,
     * WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of
     * CommonErrorCode
     */
    getBase64(input: ChatGetBase64Input, options?: CallOptions): Promise<Base64Media>;
    /**
     * Get the votes of a poll. Counts the stored votes of a poll, each voter's last one.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, MESSAGE_NOT_COMPATIBLE, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, or one of CommonErrorCode
     */
    getPollVote(input: ChatGetPollVoteInput, options?: CallOptions): Promise<PollVotes>;
    /**
     * Archive a chat, or take it back. Archives the chat (`archive` true) or takes it out of the archive. `lastMessage`
     * may name it instead.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, CHAT_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP,
     * INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    archiveChat(input: ChatArchiveChatInput, options?: CallOptions): Promise<ArchivedChat>;
    /**
     * Mark a chat as unread. Marks the chat as unread on all devices of the account. `lastMessage` may name it instead.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, CHAT_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP,
     * INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    markChatUnread(input: ChatMarkChatUnreadInput, options?: CallOptions): Promise<UnreadChat>;
    /**
     * Mute a chat, or end it. Mutes the chat until a time; without a time, or with null, it is muted no more.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, CHAT_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP,
     * INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    muteChat(input: ChatMuteChatInput, options?: CallOptions): Promise<MutedChat>;
    /**
     * Pin a chat, or take it off. Pins the chat to the top of the list (`pin` true) or takes it off.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, CHAT_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP,
     * INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    pinChat(input: ChatPinChatInput, options?: CallOptions): Promise<PinnedChat>;
    /**
     * Show typing or recording in a chat. Shows a presence in a chat. With `delay` it is shown that long, then `paused`,
     * and then answered.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    sendPresence(input: ChatSendPresenceInput, options?: CallOptions): Promise<ChatPresenceSent>;
    /**
     * Get the picture of an account or group. Answers where the picture is, or null when there is none or it is hidden
     * from this account.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    fetchProfilePictureUrl(input: ChatFetchProfilePictureUrlInput, options?: CallOptions): Promise<ProfilePicture>;
    /**
     * Get what a business says of itself. Answers the profile of a business account, or `isBusiness` false and why.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    fetchBusinessProfile(input: ChatFetchBusinessProfileInput, options?: CallOptions): Promise<BusinessProfile>;
    /**
     * Block an account, or end it. Blocks an account or takes it off the list of blocked ones.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateBlockStatus(input: ChatUpdateBlockStatusInput, options?: CallOptions): Promise<BlockResult>;
    /**
     * List blocked accounts. The accounts that this account has blocked.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    fetchBlocklist(input: ChatFetchBlocklistInput, options?: CallOptions): Promise<Blocklist>;
  };
  group: {
    /**
     * Create a group. Creates a group with members, and a description where one is given; answers the group.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    create(input: GroupCreateInput, options?: CallOptions): Promise<Group>;
    /**
     * Get a group. Answers name, description, settings and members of a group.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    findGroupInfos(input: GroupFindGroupInfosInput, options?: CallOptions): Promise<Group>;
    /**
     * List the account's groups. All groups that the account is a member of; members only where they are asked for.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    fetchAllGroups(input: GroupFetchAllGroupsInput, options?: CallOptions): Promise<Group[]>;
    /**
     * List the members of a group. The members with their role, and name and picture where they are known.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    participants(input: GroupParticipantsInput, options?: CallOptions): Promise<GroupParticipants>;
    /**
     * List who asks to join a group. The accounts that wait for an admin's approval.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    fetchJoinRequests(input: GroupFetchJoinRequestsInput, options?: CallOptions): Promise<JoinRequests>;
    /**
     * Rename a group. Changes the name of a group.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateGroupSubject(input: GroupUpdateGroupSubjectInput, options?: CallOptions): Promise<UpdateResult>;
    /**
     * Change the picture of a group. Crops an image to a square and makes it the picture of the group.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, URL_NOT_ALLOWED, MEDIA_INVALID, MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or
     * one of CommonErrorCode
     */
    updateGroupPicture(input: GroupUpdateGroupPictureInput, options?: CallOptions): Promise<UpdateResult>;
    /**
     * Change the description of a group. Changes the description of a group; an empty one removes it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateGroupDescription(input: GroupUpdateGroupDescriptionInput, options?: CallOptions): Promise<UpdateResult>;
    /**
     * Change who writes in a group and who changes it. `announcement`: only admins write; `not_announcement`: everybody.
     * `locked`: only admins change the group; `unlocked`: everybody.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateSetting(input: GroupUpdateSettingInput, options?: CallOptions): Promise<GroupSettingResult>;
    /**
     * Change who adds members to a group. `admin_add`: only admins add members; `all_member_add`: everybody.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateMemberAddMode(input: GroupUpdateMemberAddModeInput, options?: CallOptions): Promise<MemberAddModeResult>;
    /**
     * Let messages of a group vanish. Sets after how many seconds new messages vanish: a day, a week, 90 days, or 0 for
     * never.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    toggleEphemeral(input: GroupToggleEphemeralInput, options?: CallOptions): Promise<EphemeralResult>;
    /**
     * Add, remove, promote or demote members. Changes members and answers what became of each: an account that cannot be
     * added has another status than `200`.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, GROUP_NOT_FOUND,
     * GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateParticipant(input: GroupUpdateParticipantInput, options?: CallOptions): Promise<ParticipantResults>;
    /**
     * Approve or reject who asks to join. Lets accounts into the group or turns them away, and answers what became of
     * each.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, GROUP_NOT_FOUND,
     * GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateJoinRequest(input: GroupUpdateJoinRequestInput, options?: CallOptions): Promise<ParticipantResults>;
    /**
     * Leave a group. The account is no longer a member of the group.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    leaveGroup(input: GroupLeaveGroupInput, options?: CallOptions): Promise<LeftGroup>;
    /**
     * Get the invite link of a group. Answers link and code; the account must be an admin.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    inviteCode(input: GroupInviteCodeInput, options?: CallOptions): Promise<GroupInviteLink>;
    /**
     * Get the group behind an invite code. Answers what WhatsApp tells of the group before joining it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INVITE_INVALID, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    inviteInfo(input: GroupInviteInfoInput, options?: CallOptions): Promise<Group>;
    /**
     * Join a group by an invite code. Joins the group; where admins approve who joins, asks to join it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INVITE_INVALID, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    acceptInviteCode(input: GroupAcceptInviteCodeInput, options?: CallOptions): Promise<AcceptedInvite>;
    /**
     * Send the invite link of a group. Sends the group's name, a text of yours and the link to each number.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, GROUP_NOT_FOUND,
     * GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED,
     * SEND_OUTCOME_UNKNOWN, or one of CommonErrorCode
     */
    sendInvite(input: GroupSendInviteInput, options?: CallOptions): Promise<SentInvite>;
    /**
     * Replace the invite link of a group. Makes a new code; the old link stops working.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    revokeInviteCode(input: GroupRevokeInviteCodeInput, options?: CallOptions): Promise<RevokedInvite>;
  };
  profile: {
    /**
     * Get a profile. Answers what WhatsApp tells of an account, or of the instance's own one when no number is given.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    fetchProfile(input: ProfileFetchProfileInput, options?: CallOptions): Promise<Profile>;
    /**
     * Change the account's name. Changes the name that others see.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateProfileName(input: ProfileUpdateProfileNameInput, options?: CallOptions): Promise<UpdateResult>;
    /**
     * Change the account's text about itself. Changes the text that others see in the profile; an empty one removes it.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updateProfileStatus(input: ProfileUpdateProfileStatusInput, options?: CallOptions): Promise<UpdateResult>;
    /**
     * Change the account's picture. Crops an image to a square and makes it the picture of the account.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, URL_NOT_ALLOWED, MEDIA_INVALID, MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, or one of CommonErrorCode
     */
    updateProfilePicture(input: ProfileUpdateProfilePictureInput, options?: CallOptions): Promise<UpdateResult>;
    /**
     * Remove the account's picture. The account has no picture any more. Repeating it succeeds.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    removeProfilePicture(input: ProfileRemoveProfilePictureInput, options?: CallOptions): Promise<UpdateResult>;
    /**
     * Get the privacy settings. Answers who sees what of the account, as WhatsApp has it now.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    fetchPrivacySettings(input: ProfileFetchPrivacySettingsInput, options?: CallOptions): Promise<PrivacySettings>;
    /**
     * Change the privacy settings. Changes the settings that are given and answers all six as WhatsApp has them then.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE,
     * INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED,
     * WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    updatePrivacySettings(input: ProfileUpdatePrivacySettingsInput, options?: CallOptions): Promise<PrivacyResult>;
  };
  label: {
    /**
     * List labels. The labels of a business account, as last told by WhatsApp.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, or one of
     * CommonErrorCode
     */
    findLabels(input: LabelFindLabelsInput, options?: CallOptions): Promise<Label[]>;
    /**
     * Put a label on a chat, or take it off. Puts a label of a business account on a chat (`add`) or takes it off
     * (`remove`).
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, LABEL_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP,
     * INSTANCE_NOT_CONNECTED, NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED,
     * WHATSAPP_CREDENTIALS_REJECTED, WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    handleLabel(input: LabelHandleLabelInput, options?: CallOptions): Promise<LabelResult>;
  };
  calls: {
    /**
     * Ring an account. Lets the phone of an account ring for some seconds and then ends the call. No sound or picture is
     * sent.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    offer(input: CallsOfferInput, options?: CallOptions): Promise<OfferedCall>;
    /**
     * Reject a call. Rejects an incoming call; `callId` and `from` are those of the event CALL.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    reject(input: CallsRejectInput, options?: CallOptions): Promise<RejectedCall>;
  };
  business: {
    /**
     * Get the catalog of a business. Answers products of a business; `nextPageCursor` as `cursor` gives the ones that
     * follow.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    getCatalog(input: BusinessGetCatalogInput, options?: CallOptions): Promise<Catalog>;
    /**
     * Get the collections of a business. Answers the collections of a business with their products.
     * @throws WaxwingApiError INSTANCE_NOT_FOUND, RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED,
     * NOT_SUPPORTED_BY_ENGINE, INTEGRATION_NOT_AVAILABLE, WHATSAPP_REJECTED, WHATSAPP_CREDENTIALS_REJECTED,
     * WHATSAPP_RATE_LIMITED, WHATSAPP_UNAVAILABLE, or one of CommonErrorCode
     */
    getCollections(input: BusinessGetCollectionsInput, options?: CallOptions): Promise<Collections>;
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
  proxy: {
    set: { kind: "mutation", method: "POST", path: "/proxy/set/:instanceName" },
    find: { kind: "query", method: "GET", path: "/proxy/find/:instanceName" },
  },
  message: {
    sendText: { kind: "mutation", method: "POST", path: "/message/sendText/:instanceName" },
    sendMedia: { kind: "mutation", method: "POST", path: "/message/sendMedia/:instanceName" },
    sendPtv: { kind: "mutation", method: "POST", path: "/message/sendPtv/:instanceName" },
    sendWhatsAppAudio: { kind: "mutation", method: "POST", path: "/message/sendWhatsAppAudio/:instanceName" },
    sendSticker: { kind: "mutation", method: "POST", path: "/message/sendSticker/:instanceName" },
    sendLocation: { kind: "mutation", method: "POST", path: "/message/sendLocation/:instanceName" },
    sendContact: { kind: "mutation", method: "POST", path: "/message/sendContact/:instanceName" },
    sendReaction: { kind: "mutation", method: "POST", path: "/message/sendReaction/:instanceName" },
    sendPoll: { kind: "mutation", method: "POST", path: "/message/sendPoll/:instanceName" },
    sendList: { kind: "mutation", method: "POST", path: "/message/sendList/:instanceName" },
    sendButtons: { kind: "mutation", method: "POST", path: "/message/sendButtons/:instanceName" },
    sendCarousel: { kind: "mutation", method: "POST", path: "/message/sendCarousel/:instanceName" },
    sendStatus: { kind: "mutation", method: "POST", path: "/message/sendStatus/:instanceName" },
  },
  chat: {
    findMessages: { kind: "query", method: "POST", path: "/chat/findMessages/:instanceName" },
    findChats: { kind: "query", method: "POST", path: "/chat/findChats/:instanceName" },
    findChannels: { kind: "query", method: "POST", path: "/chat/findChannels/:instanceName" },
    findContacts: { kind: "query", method: "POST", path: "/chat/findContacts/:instanceName" },
    findStatusMessage: { kind: "query", method: "POST", path: "/chat/findStatusMessage/:instanceName" },
    findChatByRemoteJid: { kind: "query", method: "GET", path: "/chat/findChatByRemoteJid/:instanceName" },
    checkIsWhatsApp: { kind: "query", method: "POST", path: "/chat/checkIsWhatsApp/:instanceName" },
    markMessageAsRead: { kind: "mutation", method: "POST", path: "/chat/markMessageAsRead/:instanceName" },
    markMessageAsPlayed: { kind: "mutation", method: "POST", path: "/chat/markMessageAsPlayed/:instanceName" },
    deleteMessageForEveryone: { kind: "mutation", method: "DELETE", path: "/chat/deleteMessageForEveryone/:instanceName" },
    updateMessage: { kind: "mutation", method: "POST", path: "/chat/updateMessage/:instanceName" },
    getBase64: { kind: "query", method: "POST", path: "/chat/getBase64/:instanceName" },
    getPollVote: { kind: "mutation", method: "POST", path: "/chat/getPollVote/:instanceName" },
    archiveChat: { kind: "mutation", method: "POST", path: "/chat/archiveChat/:instanceName" },
    markChatUnread: { kind: "mutation", method: "POST", path: "/chat/markChatUnread/:instanceName" },
    muteChat: { kind: "mutation", method: "POST", path: "/chat/muteChat/:instanceName" },
    pinChat: { kind: "mutation", method: "POST", path: "/chat/pinChat/:instanceName" },
    sendPresence: { kind: "mutation", method: "POST", path: "/chat/sendPresence/:instanceName" },
    fetchProfilePictureUrl: { kind: "query", method: "POST", path: "/chat/fetchProfilePictureUrl/:instanceName" },
    fetchBusinessProfile: { kind: "query", method: "POST", path: "/chat/fetchBusinessProfile/:instanceName" },
    updateBlockStatus: { kind: "mutation", method: "POST", path: "/chat/updateBlockStatus/:instanceName" },
    fetchBlocklist: { kind: "query", method: "GET", path: "/chat/fetchBlocklist/:instanceName" },
  },
  group: {
    create: { kind: "mutation", method: "POST", path: "/group/create/:instanceName" },
    findGroupInfos: { kind: "query", method: "GET", path: "/group/findGroupInfos/:instanceName" },
    fetchAllGroups: { kind: "query", method: "GET", path: "/group/fetchAllGroups/:instanceName" },
    participants: { kind: "query", method: "GET", path: "/group/participants/:instanceName" },
    fetchJoinRequests: { kind: "query", method: "GET", path: "/group/fetchJoinRequests/:instanceName" },
    updateGroupSubject: { kind: "mutation", method: "POST", path: "/group/updateGroupSubject/:instanceName" },
    updateGroupPicture: { kind: "mutation", method: "POST", path: "/group/updateGroupPicture/:instanceName" },
    updateGroupDescription: { kind: "mutation", method: "POST", path: "/group/updateGroupDescription/:instanceName" },
    updateSetting: { kind: "mutation", method: "POST", path: "/group/updateSetting/:instanceName" },
    updateMemberAddMode: { kind: "mutation", method: "POST", path: "/group/updateMemberAddMode/:instanceName" },
    toggleEphemeral: { kind: "mutation", method: "POST", path: "/group/toggleEphemeral/:instanceName" },
    updateParticipant: { kind: "mutation", method: "POST", path: "/group/updateParticipant/:instanceName" },
    updateJoinRequest: { kind: "mutation", method: "POST", path: "/group/updateJoinRequest/:instanceName" },
    leaveGroup: { kind: "mutation", method: "DELETE", path: "/group/leaveGroup/:instanceName" },
    inviteCode: { kind: "query", method: "GET", path: "/group/inviteCode/:instanceName" },
    inviteInfo: { kind: "query", method: "GET", path: "/group/inviteInfo/:instanceName" },
    acceptInviteCode: { kind: "mutation", method: "GET", path: "/group/acceptInviteCode/:instanceName" },
    sendInvite: { kind: "mutation", method: "POST", path: "/group/sendInvite/:instanceName" },
    revokeInviteCode: { kind: "mutation", method: "POST", path: "/group/revokeInviteCode/:instanceName" },
  },
  profile: {
    fetchProfile: { kind: "query", method: "POST", path: "/profile/fetchProfile/:instanceName" },
    updateProfileName: { kind: "mutation", method: "POST", path: "/profile/updateProfileName/:instanceName" },
    updateProfileStatus: { kind: "mutation", method: "POST", path: "/profile/updateProfileStatus/:instanceName" },
    updateProfilePicture: { kind: "mutation", method: "POST", path: "/profile/updateProfilePicture/:instanceName" },
    removeProfilePicture: { kind: "mutation", method: "DELETE", path: "/profile/removeProfilePicture/:instanceName" },
    fetchPrivacySettings: { kind: "query", method: "GET", path: "/profile/fetchPrivacySettings/:instanceName" },
    updatePrivacySettings: { kind: "mutation", method: "POST", path: "/profile/updatePrivacySettings/:instanceName" },
  },
  label: {
    findLabels: { kind: "query", method: "GET", path: "/label/findLabels/:instanceName" },
    handleLabel: { kind: "mutation", method: "POST", path: "/label/handleLabel/:instanceName" },
  },
  calls: {
    offer: { kind: "mutation", method: "POST", path: "/call/offer/:instanceName" },
    reject: { kind: "mutation", method: "POST", path: "/call/reject/:instanceName" },
  },
  business: {
    getCatalog: { kind: "mutation", method: "POST", path: "/business/getCatalog/:instanceName" },
    getCollections: { kind: "mutation", method: "POST", path: "/business/getCollections/:instanceName" },
  },
};

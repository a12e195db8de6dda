import type { ConnectionState, Integration, OperationById, OperationOutput, Settings } from "@waxwing/contract";
import type { z } from "zod";
import type {
  CallHandling,
  ChatManagement,
  ChatPresenceSetting,
  LabelManagement,
  MediaFetching,
  RecipientLookup,
} from "./engine/chats.ts";
import type { GroupManagement } from "./engine/groups.ts";
import type { MessageSending } from "./engine/outgoing.ts";
import type { CatalogReading, ProfileManagement } from "./engine/profile.ts";

/** A proxy through which an instance reaches WhatsApp. */
export interface InstanceProxy {
  readonly host: string;
  readonly port: number;
  readonly protocol: "http" | "https" | "socks4" | "socks5";
  readonly username: string | null;
  readonly password: string | null;
}

/** An instance as its engine sees it. */
export interface EngineInstance {
  readonly id: string;
  readonly name: string;
  readonly integration: Integration;
  /** Phone number id (Cloud API) or phone number. */
  readonly number: string | null;
  readonly businessId: string | null;
  /** Secret that the engine stored at creation (Cloud API: Graph access token), in clear. */
  readonly credentials: string | null;
  readonly connectionState: z.infer<typeof ConnectionState>;
  /** The account's own address, once it is known. */
  readonly ownerJid: string | null;
  readonly settings: Settings;
  /** The enabled proxy, if there is one. */
  readonly proxy: InstanceProxy | null;
}

/** What the creator gave. */
export interface EngineCreation {
  readonly instanceName: string;
  readonly token: string | undefined;
  readonly number: string | undefined;
  readonly businessId: string | undefined;
}

/** What an engine wants stored for a new instance. */
export interface PreparedInstance {
  readonly number: string | null;
  readonly businessId: string | null;
  /** Stored sealed when ENCRYPTION_KEY is set; never answered. */
  readonly credentials: string | null;
  readonly connectionState: z.infer<typeof ConnectionState>;
  readonly ownerJid: string | null;
  /** Instance token wished by the creator; undefined: one is generated. */
  readonly instanceToken: string | undefined;
  /** Where WhatsApp must be told to post to; null where nothing is posted. */
  readonly inboundUrl: string | null;
}

export type ConnectAnswer = OperationOutput<OperationById<"instance.connect">>;

/** Whether WhatsApp has confirmed that the device is unlinked. Here it is forgotten either way. */
export type LogoutOutcome = "unlinked" | "unconfirmed";

/** How an instance reaches WhatsApp. Everything beyond this is a capability. */
export interface Engine {
  readonly integration: Integration;
  /** Checks what the creator gave; throws VALIDATION_FAILED or CREDENTIALS_REQUIRED. Does no I/O. */
  prepare(creation: EngineCreation): PreparedInstance;
  /** Brings the instance up; answers the state when open, else what a phone needs. */
  connect(
    instance: EngineInstance,
    options: { number?: string | undefined },
    signal: AbortSignal,
  ): Promise<ConnectAnswer>;
  restart(instance: EngineInstance, signal: AbortSignal): Promise<ConnectAnswer>;
  /** Closes for good; idempotent. Answers what is known of the device at WhatsApp; undefined where none was linked. */
  logout(instance: EngineInstance, signal: AbortSignal): Promise<LogoutOutcome | undefined>;
  /** Frees what is held for an instance that is being deleted; idempotent. */
  release(instance: EngineInstance): Promise<void>;
  /** The instance is deleted, and that is committed: what is kept for it outside the database may go. */
  deleted?(instance: EngineInstance): void;
  /**
   * Finds out whether WhatsApp can be reached through a proxy: one bounded connection through it to where the engine
   * connects. Throws PROXY_INVALID, and URL_NOT_ALLOWED for an address that this server must not go to. An engine without
   * it uses no proxies.
   */
  checkProxy?(proxy: InstanceProxy, signal: AbortSignal): Promise<void>;
  /** Settings or proxy of an instance have changed and are committed. */
  reconfigured?(instance: EngineInstance): void;
  /**
   * Called once the instances are loaded: takes up the connections of an earlier run. Does not wait for them. An engine
   * that has it reports the states of its connections itself, through `Connections`; of any other, what its methods answer
   * is the state.
   */
  start?(): Promise<void>;
  /** Closes all connections without logging out; what has arrived is stored. At most `graceMs` milliseconds. */
  stop?(graceMs: number): Promise<void>;
}

/** Capability: set the account's presence. */
export interface PresenceSetting {
  setPresence(instance: EngineInstance, presence: "available" | "unavailable", signal: AbortSignal): Promise<void>;
}

/** All capabilities, by name; an engine has those that it has. */
export interface Capabilities {
  readonly messages: MessageSending;
  readonly presence: PresenceSetting;
  readonly recipients: RecipientLookup;
  readonly chatPresence: ChatPresenceSetting;
  readonly chats: ChatManagement;
  readonly media: MediaFetching;
  readonly groups: GroupManagement;
  readonly profile: ProfileManagement;
  readonly catalogs: CatalogReading;
  readonly labels: LabelManagement;
  readonly calls: CallHandling;
}

/** An engine with whatever capabilities it has. */
export type AnyEngine = Engine & Partial<Capabilities>;

export type {
  CallHandling,
  ChatAnchor,
  ChatManagement,
  ChatPresence,
  ChatPresenceSetting,
  LabelManagement,
  MediaFetching,
  MediumFile,
  RecipientLookup,
  ResolvedRecipient,
  StoredMessageReference,
} from "./engine/chats.ts";
export type {
  GroupInfo,
  GroupManagement,
  GroupParticipant,
  ParticipantAction,
  ParticipantOutcome,
} from "./engine/groups.ts";
export type {
  DeliverableMessage,
  MessageSending,
  OutgoingButton,
  OutgoingCard,
  OutgoingContact,
  OutgoingContent,
  OutgoingKind,
  OutgoingMessage,
  PreparedMessage,
  QuotedMessage,
  SendReceipt,
} from "./engine/outgoing.ts";
export type {
  BusinessProfile,
  CatalogPage,
  CatalogReading,
  PrivacySettings,
  ProfileManagement,
} from "./engine/profile.ts";

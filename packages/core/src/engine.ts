import type { ConnectionState, Integration, MessageContent, OperationById, OperationOutput } from "@waxwing/contract";
import type { z } from "zod";

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
  /** Closes for good; idempotent. */
  logout(instance: EngineInstance, signal: AbortSignal): Promise<void>;
  /** Frees what is held for an instance that is being deleted; idempotent. */
  release(instance: EngineInstance): Promise<void>;
}

/** The message that a reply refers to, completed from the store by the core. */
export interface QuotedMessage {
  readonly id: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly participant: string | undefined;
  readonly message: MessageContent;
}

/** A text on its way out. */
export interface OutgoingText {
  /** Our id of this attempt (UUID); Cloud API carries it as `biz_opaque_callback_data`, statuses bring it back. */
  readonly attemptId: string;
  /** Where to, as normalised by the core. */
  readonly remoteJid: string;
  readonly text: string;
  readonly linkPreview: boolean | undefined;
  readonly quoted: QuotedMessage | undefined;
  readonly mentioned: readonly string[];
  readonly mentionsEveryOne: boolean;
}

/** WhatsApp accepted a message. */
export interface SendReceipt {
  /** WhatsApp's id. */
  readonly messageId: string;
  /** The chat as WhatsApp names it (its wa_id may differ from the number that was given). */
  readonly remoteJid: string;
}

/** Capability: send texts. */
export interface TextSending {
  /** Longest text in characters (code points). */
  readonly maxTextLength: number;
  /**
   * Sends. Throws SEND_OUTCOME_UNKNOWN exactly when WhatsApp may have taken the message without our knowing;
   * any other error means that it was not taken.
   */
  sendText(instance: EngineInstance, message: OutgoingText, signal: AbortSignal): Promise<SendReceipt>;
}

/** Capability: set the account's presence. */
export interface PresenceSetting {
  setPresence(instance: EngineInstance, presence: "available" | "unavailable", signal: AbortSignal): Promise<void>;
}

/** All capabilities; an engine implements those that it has. */
export interface Capabilities extends TextSending, PresenceSetting {}

/** An engine with whatever capabilities it has. */
export type AnyEngine = Engine & Partial<Capabilities>;

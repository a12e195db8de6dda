import type { ContextInfo, MessageContent, MessageSource, MessageStatus } from "@waxwing/contract";
import type { z } from "zod";

/** A message that WhatsApp brought. */
export interface InboundMessage {
  /** WhatsApp's id; stored once per instance, chat, direction and participant. */
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly participant?: string | undefined;
  readonly remoteJidAlt?: string | undefined;
  readonly pushName?: string | undefined;
  /** Name of the content's field, e.g. `conversation`; `unknown` where only `raw` is set. */
  readonly messageType: string;
  readonly message: MessageContent;
  readonly contextInfo?: z.infer<typeof ContextInfo> | undefined;
  readonly source: z.infer<typeof MessageSource>;
  readonly status: MessageStatus;
  /** Unix time in seconds. */
  readonly timestamp: number;
}

/** A status that WhatsApp reported for a message. */
export interface InboundStatus {
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly participant?: string | undefined;
  readonly status: MessageStatus;
  /** Unix time in seconds. */
  readonly timestamp: number;
  /** Why it failed, as WhatsApp says. */
  readonly error?: { readonly [key: string]: string | number | null } | undefined;
  /** The attempt that WhatsApp brought back; settles sends whose outcome was unknown. */
  readonly attemptId?: string | undefined;
}

export interface InboundBatch {
  readonly messages: readonly InboundMessage[];
  readonly statuses: readonly InboundStatus[];
}

/** Where engines bring what arrives. Resolves after the commit: only then may the sender be told. */
export interface Inbox {
  receive(instanceId: string, batch: InboundBatch): Promise<void>;
}

import type { PhoneNumber } from "./model.ts";

/** How a local Graph server is started. Everything has a default. */
export interface GraphServerOptions {
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  readonly host?: string;
  /** Where webhooks go; null for nowhere. Default: a Waxwing server with default settings on this machine. */
  readonly webhookUrl?: string | null;
  readonly verifyToken?: string;
  /** Signs the webhooks. */
  readonly appSecret?: string;
  /** The token that requests must carry; every one of them when there are several. */
  readonly accessToken?: string | readonly string[];
  /** The same seed gives the same ids in the same order. */
  readonly seed?: string | number;
  /** The time in Unix milliseconds; the machine's when absent. */
  readonly now?: () => number;
  /** Whether accepted messages produce the statuses `sent` and `delivered`. Default true. */
  readonly statuses?: boolean;
  /** Business phone numbers at the start; one with a documented id when absent. */
  readonly phoneNumbers?: readonly (Partial<PhoneNumber> & { readonly id: string })[];
  /** Pauses in milliseconds between the attempts to deliver a webhook; then it is given up. */
  readonly retryDelaysMs?: readonly number[];
  /** How long the receiver of a webhook may take, in milliseconds. */
  readonly webhookTimeoutMs?: number;
  /** Whether contacts answer each text with the same text. */
  readonly echo?: boolean;
  /** How many entries of the transcript, received messages, contacts nobody asked for, and media are kept, each. */
  readonly historyLimit?: number;
  /** How many bytes of media are kept. Default 256 MB. */
  readonly mediaLimitBytes?: number;
  /** Answers Brazilian mobile numbers with a WhatsApp id that lacks the ninth digit, as for older accounts. */
  readonly dropBrazilianNinthDigit?: boolean;
  /** Reports 131047 by a failed status when the contact has not written within 24 hours and no template is sent. */
  readonly enforceServiceWindow?: boolean;
  /** As for an unpublished app: a number that is not in the list is refused with 131030. */
  readonly allowedRecipients?: readonly string[];
  /** Templates that exist; any other is refused with 132001. All exist when absent. */
  readonly templates?: readonly { readonly name: string; readonly language: string }[];
}

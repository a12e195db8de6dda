import type { StatusError } from "../errors.ts";
import type { PhoneNumber } from "../model.ts";

/** The body of a webhook as Meta documents it for the field `messages`. */
export interface WebhookPayload {
  readonly object: "whatsapp_business_account";
  readonly entry: readonly WebhookEntryPayload[];
}

/** The changes of one WhatsApp Business account. */
export interface WebhookEntryPayload {
  readonly id: string;
  readonly changes: readonly WebhookChange[];
}

/** What happened on one phone number. */
export interface WebhookChange {
  readonly field: "messages";
  readonly value: WebhookValue;
}

/** Messages with their senders, or statuses. */
export interface WebhookValue {
  readonly messaging_product: "whatsapp";
  readonly metadata: { readonly display_phone_number: string; readonly phone_number_id: string };
  readonly contacts?: readonly { readonly profile: { readonly name: string }; readonly wa_id: string }[];
  readonly messages?: readonly InboundMessage[];
  readonly statuses?: readonly MessageStatus[];
}

/** A message from a person; the content stands under the name of its type. */
export interface InboundMessage {
  readonly from: string;
  readonly id: string;
  /** Unix time in seconds. */
  readonly timestamp: string;
  readonly type: string;
  readonly context?: { readonly from: string; readonly id: string };
  readonly [content: string]: unknown;
}

/** What became of a message that the business sent. */
export interface MessageStatus {
  readonly id: string;
  readonly status: "sent" | "delivered" | "read" | "failed";
  /** Unix time in seconds. */
  readonly timestamp: string;
  readonly recipient_id: string;
  readonly conversation?: {
    readonly id: string;
    readonly expiration_timestamp?: string;
    readonly origin: { readonly type: string };
  };
  readonly pricing?: { readonly billable: boolean; readonly pricing_model: "PMP"; readonly category: string };
  readonly errors?: readonly StatusError[];
  readonly biz_opaque_callback_data?: string;
}

/** One thing that happened on one phone number, before it is packed. */
export interface WebhookItem {
  readonly number: PhoneNumber;
  readonly contact?: { readonly waId: string; readonly name: string };
  readonly message?: InboundMessage;
  readonly status?: MessageStatus;
}

/** Packs items into one payload: an entry for each business, a change for each run of the same number and kind. */
export function packWebhook(items: readonly WebhookItem[]): WebhookPayload {
  const entries = new Map<string, Draft[]>();
  for (const item of items) {
    const drafts = entries.get(item.number.businessId) ?? [];
    entries.set(item.number.businessId, drafts);
    const kind = item.message === undefined ? "statuses" : "messages";
    let draft = drafts.at(-1);
    if (draft === undefined || draft.number.id !== item.number.id || draft.kind !== kind) {
      draft = { number: item.number, kind, items: [] };
      drafts.push(draft);
    }
    draft.items.push(item);
  }
  return {
    object: "whatsapp_business_account",
    entry: Array.from(entries, ([id, drafts]) => ({ id, changes: drafts.map(toChange) })),
  };
}

interface Draft {
  readonly number: PhoneNumber;
  readonly kind: "messages" | "statuses";
  readonly items: WebhookItem[];
}

function toChange({ number, kind, items }: Draft): WebhookChange {
  const base = {
    messaging_product: "whatsapp",
    // Meta writes the number here without plus sign and spaces.
    metadata: { display_phone_number: number.displayPhoneNumber.replace(/\D/g, ""), phone_number_id: number.id },
  } as const;
  if (kind === "statuses") {
    return { field: "messages", value: { ...base, statuses: items.flatMap(({ status }) => status ?? []) } };
  }
  const contacts = new Map(
    items.flatMap(({ contact }) => (contact === undefined ? [] : [[contact.waId, contact.name]])),
  );
  return {
    field: "messages",
    value: {
      ...base,
      contacts: Array.from(contacts, ([wa_id, name]) => ({ profile: { name }, wa_id })),
      messages: items.flatMap(({ message }) => message ?? []),
    },
  };
}

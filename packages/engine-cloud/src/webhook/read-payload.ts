import type { Integration } from "@waxwing/contract";
import type { InboundBatch, InboundMessage, InboundStatus } from "@waxwing/core";
import type { z } from "zod";
import { inboundMessage, senderNames } from "./inbound-message.ts";
import { inboundStatus } from "./inbound-status.ts";
import {
  Change,
  Entry,
  ErrorElement,
  MessageElement,
  MessagesValue,
  StatusElement,
  WhatsAppPayload,
} from "./payload.ts";

/** Finds the instances of a phone number id; more than one may share it. */
export interface InstanceDirectory {
  byNumber(integration: Integration, number: string): readonly InstanceReference[];
}

export interface InstanceReference {
  readonly id: string;
  readonly name: string;
}

/** What one request brought one instance, in the payload's order. */
export interface InstanceDelivery {
  readonly instance: InstanceReference;
  readonly batch: InboundBatch;
}

/** Something in a payload that went nowhere. It never holds content. */
export type Unread =
  | {
      readonly kind: "element";
      readonly element: "payload" | "entry" | "change" | "value" | "message" | "status";
      readonly why: string;
    }
  | { readonly kind: "field"; readonly field: string }
  | { readonly kind: "number"; readonly phoneNumberId: string }
  | { readonly kind: "error"; readonly phoneNumberId: string; readonly code: number | undefined };

interface Draft {
  readonly instance: InstanceReference;
  readonly batch: { readonly messages: InboundMessage[]; readonly statuses: InboundStatus[] };
}

/**
 * Sorts everything in a WhatsApp payload (parsed JSON) by instance. Never throws: what cannot be read is told to
 * `onUnread` and costs only itself.
 */
export function readPayload(
  payload: unknown,
  instances: InstanceDirectory,
  onUnread: (unread: Unread) => void,
): InstanceDelivery[] {
  const now = Math.floor(Date.now() / 1000);
  const drafts = new Map<string, Draft>();

  function parsed<S extends z.ZodType>(schema: S, element: ElementName, value: unknown): z.infer<S> | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    onUnread({ kind: "element", element, why: whyOf(result.error) });
    return undefined;
  }

  function draftsOf(phoneNumberId: string): Draft[] {
    return instances.byNumber("WHATSAPP-BUSINESS", phoneNumberId).map((instance) => {
      const known = drafts.get(instance.id);
      if (known !== undefined) return known;
      const draft: Draft = { instance, batch: { messages: [], statuses: [] } };
      drafts.set(instance.id, draft);
      return draft;
    });
  }

  function readValue(value: MessagesValue): void {
    const phoneNumberId = value.metadata.phone_number_id;
    for (const error of value.errors ?? []) {
      const code = ErrorElement.safeParse(error).data?.code;
      onUnread({ kind: "error", phoneNumberId, code });
    }
    const targets = draftsOf(phoneNumberId);
    if (targets.length === 0) {
      onUnread({ kind: "number", phoneNumberId });
      return;
    }
    const names = senderNames(value.contacts ?? []);
    for (const raw of value.messages ?? []) {
      const element = parsed(MessageElement, "message", raw);
      if (element === undefined) continue;
      const message = inboundMessage(element, raw, names, now);
      if (message === undefined)
        onUnread({ kind: "element", element: "message", why: "no sender, or nested too deep" });
      else for (const { batch } of targets) batch.messages.push(message);
    }
    for (const raw of value.statuses ?? []) {
      const element = parsed(StatusElement, "status", raw);
      if (element === undefined) continue;
      const status = inboundStatus(element, now);
      if (status === undefined) onUnread({ kind: "element", element: "status", why: "unknown status or recipient" });
      else for (const { batch } of targets) batch.statuses.push(status);
    }
  }

  for (const rawEntry of parsed(WhatsAppPayload, "payload", payload)?.entry ?? []) {
    for (const rawChange of parsed(Entry, "entry", rawEntry)?.changes ?? []) {
      const change = parsed(Change, "change", rawChange);
      if (change === undefined) continue;
      if (change.field !== "messages") {
        onUnread({ kind: "field", field: change.field });
        continue;
      }
      const value = parsed(MessagesValue, "value", change.value);
      if (value !== undefined) readValue(value);
    }
  }
  return [...drafts.values()].filter(({ batch }) => batch.messages.length + batch.statuses.length > 0);
}

type ElementName = Extract<Unread, { kind: "element" }>["element"];

/** Where and what kind of problem, without the value. */
function whyOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "(itself)"}: ${issue.code}`).join(", ");
}

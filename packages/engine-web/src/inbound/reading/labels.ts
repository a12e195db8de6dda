import type { BaileysEventMap } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { type Entry, stages } from "../entry.ts";

/** A label that was made, changed or deleted. */
export function labelEntry(label: BaileysEventMap["labels.edit"]): Entry {
  const { id, name, color, deleted, predefinedId } = label;
  return {
    batch: {
      labels: [
        {
          labelId: id,
          name: name ?? "",
          color: String(color ?? 0),
          predefinedId: predefinedId ?? null,
          deleted: deleted ?? false,
        },
      ],
    },
  };
}

/** A label on a chat. Undefined for labels on messages, which nothing of the contract tells. */
export function labelAssociationEntry(
  { type, association }: BaileysEventMap["labels.association"],
  addresses: Addresses,
): Entry | undefined {
  if ("messageId" in association) return undefined;
  const chatId = addresses.phoneOf(association.chatId);
  return {
    order: { chat: chatId, stage: stages.chats },
    batch: { labelAssociations: [{ type, chatId, labelId: association.labelId }] },
  };
}

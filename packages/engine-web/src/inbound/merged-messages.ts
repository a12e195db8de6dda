import { proto, type WAMessage } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { SessionKeys } from "../session.ts";
import { unwrap } from "./content/unwrap.ts";
import type { Digests } from "./digests.ts";
import { storedPayloads } from "./stored-payloads.ts";

const { StubType } = proto.WebMessageInfo;

interface MergedParts {
  readonly keys: SessionKeys;
  readonly digests: Digests;
  readonly log: Logger;
}

/**
 * While Baileys holds events back, it merges an edit or a deletion into the event of the message that it changes: of an
 * edited message only the edit is left, and of a deleted one nothing but the key of the deletion. What the message was
 * stands in its stored payload. See `event-buffer.js` and `process-message.js` of Baileys.
 */
export async function unmerged(messages: readonly WAMessage[], parts: MergedParts): Promise<readonly WAMessage[]> {
  if (!messages.some((message) => isEdited(message) || isDeleted(message))) return messages;
  const whole: WAMessage[] = [];
  for (const message of messages) {
    if (isEdited(message)) whole.push((await original(message.key.id, parts)) ?? message);
    else if (!isDeleted(message)) whole.push(message);
    else {
      const deleted = await original(deletedId(message, messages), parts);
      if (deleted !== undefined) whole.push(deleted);
    }
  }
  return whole;
}

function isEdited({ message }: WAMessage): boolean {
  return Boolean(message?.editedMessage?.message) && !unwrap(message ?? {}).message.protocolMessage;
}

function isDeleted({ message, messageStubType }: WAMessage): boolean {
  return !message && messageStubType === StubType.REVOKE;
}

/** Which message is deleted by the message whose key stands in its place. */
function deletedId(merged: WAMessage, messages: readonly WAMessage[]): string | null | undefined {
  const deletion = messages.find(({ key, message }) => key.id === merged.key.id && message?.protocolMessage);
  return deletion?.message?.protocolMessage?.key?.id;
}

async function original(
  id: string | null | undefined,
  { keys, digests, log }: MergedParts,
): Promise<WAMessage | undefined> {
  if (!id) return undefined;
  const [stored] = await storedPayloads(keys, log, id);
  if (stored === undefined) return undefined;
  // The keys would answer the same digests for the message once more.
  digests.take(stored.message);
  digests.attach(stored.message, stored.digests);
  return stored.message;
}

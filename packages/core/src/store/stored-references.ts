import type { MessageStatus } from "@waxwing/contract";
import type { MessageReference } from "../inbox.ts";
import type { WriteScope } from "./write-scope.ts";

/** A stored message that something happens to. */
export interface ReferredMessage {
  readonly id: string;
  readonly keyId: string;
  readonly remoteJid: string;
  readonly fromMe: boolean;
  readonly participant: string;
  readonly status: MessageStatus;
  readonly messageType: string;
}

interface ReferredRow {
  id: string;
  key_id: string;
  remote_jid: string;
  from_me: boolean;
  participant: string;
  status: MessageStatus;
  message_type: string;
}

/**
 * What a reference leads to: the message that is stored; undefined when none of that id is; `foreign` when the one that is
 * stored is somebody else's, or stands in another chat.
 */
export type Referred = ReferredMessage | "foreign" | undefined;

/**
 * Finds the message of each reference. Ids are no secret: members of a group know those of all its messages. So a message of
 * others must stand in the chat that the reference names, and be by the writer that it names; an own message may have come
 * to stand in another chat.
 */
export async function findReferred(
  { client, instanceId }: WriteScope,
  references: readonly MessageReference[],
): Promise<Referred[]> {
  const { rows } = await client.query<ReferredRow>({
    name: "find-referred-messages",
    text: `SELECT id, key_id, remote_jid, from_me, participant, status, message_type FROM message
           WHERE instance_id = $1 AND key_id = ANY ($2::text[])`,
    values: [instanceId, [...new Set(references.map((reference) => reference.keyId))]],
  });
  const byKey = new Map<string, ReferredMessage[]>();
  for (const row of rows) {
    const list = byKey.get(row.key_id) ?? [];
    list.push(referredOf(row));
    byKey.set(row.key_id, list);
  }
  return references.map(({ keyId, remoteJid, fromMe, participant }) => {
    const [first, ...others] = (byKey.get(keyId) ?? []).filter((message) => message.fromMe === fromMe);
    if (first === undefined) return undefined;
    const isMeant = (message: ReferredMessage): boolean =>
      message.remoteJid === remoteJid && (fromMe || participant === undefined || message.participant === participant);
    return [first, ...others].find(isMeant) ?? (fromMe ? first : "foreign");
  });
}

function referredOf(row: ReferredRow): ReferredMessage {
  return {
    id: row.id,
    keyId: row.key_id,
    remoteJid: row.remote_jid,
    fromMe: row.from_me,
    participant: row.participant,
    status: row.status,
    messageType: row.message_type,
  };
}

import { MessageContent, type MessageKey, type MessageStatus, WaxwingError } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { StoredMessageReference } from "../engine.ts";
import { filterJid } from "../recipients.ts";
import { otherAddresses } from "./addresses.ts";

/** A message as callers name it: by its id, with what narrows the search. Addresses are numbers or JIDs. */
export interface NamedMessage {
  readonly id: string;
  readonly remoteJid?: string | undefined;
  readonly fromMe?: boolean | undefined;
  readonly participant?: string | undefined;
}

/** A message that is stored. */
export interface FoundMessage extends StoredMessageReference {
  readonly rowId: string;
  readonly participantAlt: string | null;
  readonly status: MessageStatus;
}

interface MessageRow {
  id: string;
  key_id: string;
  remote_jid: string;
  remote_jid_alt: string | null;
  from_me: boolean;
  participant: string;
  participant_alt: string | null;
  message_type: string;
  message: unknown;
  message_timestamp: number;
  engine_data: Buffer | null;
  status: MessageStatus;
}

/** The stored message of each name, in order; of several that fit, the newest. Either address of a contact fits. */
export async function findMessages(
  database: Database,
  instanceId: string,
  names: readonly NamedMessage[],
): Promise<(FoundMessage | undefined)[]> {
  const { rows } = await database.query<MessageRow>(
    `SELECT id, key_id, remote_jid, remote_jid_alt, from_me, participant, participant_alt, message_type, message,
            message_timestamp, engine_data, status
     FROM message WHERE instance_id = $1 AND key_id = ANY ($2::text[]) ORDER BY message_timestamp DESC, id DESC`,
    [instanceId, [...new Set(names.map(({ id }) => id))]],
  );
  if (rows.length === 0) return names.map(() => undefined);
  const named = names.flatMap(({ remoteJid, participant }) => [remoteJid, participant]);
  const addresses = named.flatMap((address) => (address === undefined ? [] : [filterJid(address)]));
  const others = await otherAddresses(database, instanceId, addresses);
  const fits = (address: string | undefined, ...stored: (string | null)[]): boolean => {
    if (address === undefined) return true;
    const jid = filterJid(address);
    return stored.includes(jid) || stored.includes(others.get(jid) ?? jid);
  };
  return names.map(({ id, remoteJid, fromMe, participant }) => {
    const row = rows.find(
      (one) =>
        one.key_id === id &&
        (fromMe === undefined || one.from_me === fromMe) &&
        fits(remoteJid, one.remote_jid, one.remote_jid_alt) &&
        (one.participant === "" || fits(participant, one.participant, one.participant_alt)),
    );
    return row === undefined ? undefined : foundMessage(row);
  });
}

/**
 * The stored message with a name.
 * @throws MESSAGE_NOT_FOUND
 */
export async function findMessage(database: Database, instanceId: string, name: NamedMessage): Promise<FoundMessage> {
  const [message] = await findMessages(database, instanceId, [name]);
  if (message === undefined) throw new WaxwingError("MESSAGE_NOT_FOUND");
  return message;
}

/** The key of a stored message, as answers and events show it. */
export function keyOf(message: FoundMessage): MessageKey {
  const { remoteJid, remoteJidAlt, fromMe, keyId, participant, participantAlt } = message;
  return {
    remoteJid,
    fromMe,
    id: keyId,
    ...(participant === "" ? {} : { participant }),
    ...(remoteJidAlt === null ? {} : { remoteJidAlt }),
    ...(participantAlt === null ? {} : { participantAlt }),
  };
}

function foundMessage(row: MessageRow): FoundMessage {
  return {
    rowId: row.id,
    keyId: row.key_id,
    remoteJid: row.remote_jid,
    remoteJidAlt: row.remote_jid_alt,
    fromMe: row.from_me,
    participant: row.participant,
    participantAlt: row.participant_alt,
    timestamp: Number(row.message_timestamp),
    messageType: row.message_type,
    message: MessageContent.parse(row.message),
    engineData: row.engine_data,
    status: row.status,
  };
}

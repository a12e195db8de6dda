import type { PoolClient } from "pg";

/** How many rows an instance has more (or less) than before. */
export interface AddedRows {
  readonly messages: number;
  readonly chats: number;
  readonly contacts: number;
}

export const noRows: AddedRows = { messages: 0, chats: 0, contacts: 0 };

export function addRows(left: AddedRows, right: AddedRows): AddedRows {
  return {
    messages: left.messages + right.messages,
    chats: left.chats + right.chats,
    contacts: left.contacts + right.contacts,
  };
}

/** Brings the counts of the instance up to date, in the transaction of the rows. */
export async function countRows(client: PoolClient, instanceId: string, added: AddedRows): Promise<void> {
  if (added.messages === 0 && added.chats === 0 && added.contacts === 0) return;
  await client.query({
    name: "count-rows",
    text: `UPDATE instance SET message_count = message_count + $2::int, chat_count = chat_count + $3::int,
             contact_count = contact_count + $4::int WHERE id = $1`,
    values: [instanceId, added.messages, added.chats, added.contacts],
  });
}

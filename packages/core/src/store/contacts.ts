import type { EventData } from "@waxwing/contract";
import { uuidv7 } from "../identifiers.ts";
import type { InboundContact } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import { knownLid, lidField } from "./known-lid.ts";
import { historyPageSize, pagesOf } from "./pages.ts";
import type { WriteScope } from "./write-scope.ts";

interface ContactState {
  pushName: string | null;
  savedName: string | null;
  profilePicUrl: string | null;
}

interface ContactRow {
  remote_jid: string;
  push_name: string | null;
  saved_name: string | null;
  profile_pic_url: string | null;
}

interface Changed {
  readonly isNew: boolean;
  readonly isHistory: boolean;
}

/** Stores what became known of contacts. Answers events for those that are new or not as they were, and how many are new. */
export async function writeContacts(
  { client, instanceId }: WriteScope,
  contacts: readonly InboundContact[],
): Promise<{ events: NewEvent[]; added: number }> {
  if (contacts.length === 0) return { events: [], added: 0 };
  const { rows } = await client.query<ContactRow>({
    name: "find-contacts",
    text: `SELECT remote_jid, push_name, saved_name, profile_pic_url FROM contact
           WHERE instance_id = $1 AND remote_jid = ANY ($2::text[])`,
    values: [instanceId, [...new Set(contacts.map((contact) => contact.remoteJid))]],
  });
  const states = new Map(rows.map((row) => [row.remote_jid, stateOf(row)]));
  const changed = new Map<string, Changed>();
  for (const contact of contacts) {
    const before = states.get(contact.remoteJid);
    const after: ContactState = {
      pushName: newer(contact.pushName, before?.pushName),
      savedName: newer(contact.savedName, before?.savedName),
      profilePicUrl: newer(contact.profilePicUrl, before?.profilePicUrl),
    };
    states.set(contact.remoteJid, after);
    if (before !== undefined && isSame(before, after)) continue;
    const earlier = changed.get(contact.remoteJid);
    changed.set(contact.remoteJid, {
      isNew: before === undefined || earlier?.isNew === true,
      isHistory: contact.isHistory === true && earlier?.isHistory !== false,
    });
  }
  if (changed.size === 0) return { events: [], added: 0 };
  const written = [...changed.keys()].map((jid) => ({ jid, state: states.get(jid) as ContactState }));
  const { rows: stored } = await client.query<{ remote_jid: string; lid: string | null }>({
    name: "store-contacts",
    text: `INSERT INTO contact (id, instance_id, remote_jid, push_name, saved_name, profile_pic_url)
           SELECT new.id, $1, new.remote_jid, new.push_name, new.saved_name, new.profile_pic_url
           FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
             AS new (id, remote_jid, push_name, saved_name, profile_pic_url)
           ON CONFLICT ON CONSTRAINT contact_instance_id_remote_jid_key DO UPDATE SET push_name = EXCLUDED.push_name,
             saved_name = EXCLUDED.saved_name, profile_pic_url = EXCLUDED.profile_pic_url, updated_at = now()
           RETURNING remote_jid, ${knownLid("contact")} AS lid`,
    values: [
      instanceId,
      written.map(() => uuidv7()),
      written.map(({ jid }) => jid),
      written.map(({ state }) => state.pushName),
      written.map(({ state }) => state.savedName),
      written.map(({ state }) => state.profilePicUrl),
    ],
  });
  const lids = new Map(stored.map((row) => [row.remote_jid, row.lid]));
  const dataOf = (jid: string) =>
    contactChange(instanceId, jid, { ...(states.get(jid) as ContactState), lid: lids.get(jid) });
  const live = [...changed].filter(([, { isHistory }]) => !isHistory);
  const events: NewEvent[] = live.map(([jid, { isNew }]) => ({
    type: isNew ? "CONTACTS_UPSERT" : "CONTACTS_UPDATE",
    data: [dataOf(jid)],
  }));
  const history = [...changed].filter(([, { isHistory }]) => isHistory).map(([jid]) => dataOf(jid));
  for (const data of pagesOf(history, historyPageSize)) events.push({ type: "CONTACTS_SET", data });
  return { events, added: [...changed.values()].filter(({ isNew }) => isNew).length };
}

/** A contact as events tell it; who has chosen no name is called by that of the address book. */
export function contactChange(
  instanceId: string,
  remoteJid: string,
  { pushName, savedName, profilePicUrl, lid }: ContactState & { readonly lid: string | null | undefined },
): EventData<"CONTACTS_UPSERT">[number] {
  return { remoteJid, pushName: pushName ?? savedName, profilePicUrl, instanceId, ...lidField(lid) };
}

function stateOf(row: ContactRow): ContactState {
  return { pushName: row.push_name, savedName: row.saved_name, profilePicUrl: row.profile_pic_url };
}

function newer(value: string | null | undefined, before: string | null | undefined): string | null {
  return value === undefined ? (before ?? null) : value;
}

function isSame(left: ContactState, right: ContactState): boolean {
  return (
    left.pushName === right.pushName && left.savedName === right.savedName && left.profilePicUrl === right.profilePicUrl
  );
}

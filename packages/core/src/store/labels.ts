import type { PoolClient } from "pg";
import { uuidv7 } from "../identifiers.ts";
import type { InboundLabel, InboundLabelAssociation } from "../inbox.ts";
import type { NewEvent } from "../log/append.ts";
import type { WriteScope } from "./write-scope.ts";

/** Stores labels that were made, changed or deleted. Answers an event for each that is not as it was. */
export async function writeLabels(
  { client, instanceId, instanceName }: WriteScope,
  labels: readonly InboundLabel[],
): Promise<NewEvent[]> {
  if (labels.length === 0) return [];
  const newest = new Map(labels.map((label) => [label.labelId, label]));
  const kept = [...newest.values()].filter((label) => !label.deleted);
  const gone = [...newest.values()].filter((label) => label.deleted).map((label) => label.labelId);
  const changed = new Set([
    ...(await upsertLabels(client, instanceId, kept)),
    ...(await deleteLabels(client, instanceId, gone)),
  ]);
  return [...newest.values()]
    .filter((label) => changed.has(label.labelId))
    .map(({ labelId, name, color, deleted, predefinedId }) => ({
      type: "LABELS_EDIT",
      data: { id: labelId, name, color, deleted, predefinedId, instance: instanceName },
    }));
}

async function upsertLabels(
  client: PoolClient,
  instanceId: string,
  labels: readonly InboundLabel[],
): Promise<string[]> {
  if (labels.length === 0) return [];
  const { rows } = await client.query<{ label_id: string }>({
    name: "upsert-labels",
    text: `INSERT INTO label (id, instance_id, label_id, name, color, predefined_id)
           SELECT new.id, $1, new.label_id, new.name, new.color, new.predefined_id
           FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
             AS new (id, label_id, name, color, predefined_id)
           ON CONFLICT ON CONSTRAINT label_instance_id_label_id_key DO UPDATE SET
             name = EXCLUDED.name, color = EXCLUDED.color, predefined_id = EXCLUDED.predefined_id, updated_at = now()
           WHERE (label.name, label.color, label.predefined_id)
             IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.color, EXCLUDED.predefined_id)
           RETURNING label_id`,
    values: [
      instanceId,
      labels.map(() => uuidv7()),
      labels.map((label) => label.labelId),
      labels.map((label) => label.name),
      labels.map((label) => label.color),
      labels.map((label) => label.predefinedId),
    ],
  });
  return rows.map((row) => row.label_id);
}

async function deleteLabels(client: PoolClient, instanceId: string, labelIds: readonly string[]): Promise<string[]> {
  if (labelIds.length === 0) return [];
  const { rows } = await client.query<{ label_id: string }>({
    name: "delete-labels",
    text: `WITH cleared AS (
             UPDATE chat SET labels = labels - $2::text[], updated_at = now() WHERE instance_id = $1 AND labels ?| $2::text[]
           )
           DELETE FROM label WHERE instance_id = $1 AND label_id = ANY ($2::text[]) RETURNING label_id`,
    values: [instanceId, labelIds],
  });
  return rows.map((row) => row.label_id);
}

/** Puts labels on stored chats and takes them off. Answers an event for each that was not so before. */
export async function writeLabelAssociations(
  { client, instanceId, instanceName }: WriteScope,
  associations: readonly InboundLabelAssociation[],
): Promise<NewEvent[]> {
  if (associations.length === 0) return [];
  const { rows } = await client.query<{ remote_jid: string; labels: string[] | null }>({
    name: "find-labels-of-chats",
    text: "SELECT remote_jid, labels FROM chat WHERE instance_id = $1 AND remote_jid = ANY ($2::text[])",
    values: [instanceId, [...new Set(associations.map((one) => one.chatId))]],
  });
  const labelsOf = new Map(rows.map((row) => [row.remote_jid, new Set(row.labels ?? [])]));
  const changed = new Set<string>();
  const events: NewEvent[] = [];
  for (const { type, chatId, labelId } of associations) {
    const labels = labelsOf.get(chatId);
    if (labels === undefined || labels.has(labelId) === (type === "add")) continue;
    if (type === "add") labels.add(labelId);
    else labels.delete(labelId);
    changed.add(chatId);
    events.push({ type: "LABELS_ASSOCIATION", data: { instance: instanceName, type, chatId, labelId } });
  }
  if (changed.size > 0) {
    await client.query({
      name: "store-labels-of-chats",
      text: `UPDATE chat SET labels = new.labels, updated_at = now() FROM unnest($2::text[], $3::jsonb[]) AS new (remote_jid, labels)
             WHERE chat.instance_id = $1 AND chat.remote_jid = new.remote_jid`,
      values: [instanceId, [...changed], [...changed].map((jid) => JSON.stringify([...(labelsOf.get(jid) ?? [])]))],
    });
  }
  return events;
}

import { type EventType, WaxwingError, type Webhook } from "@waxwing/contract";
import { uuidv7 } from "@waxwing/core";
import type { Database } from "@waxwing/database";

/** A pool or a client inside a transaction. */
export type Queryable = Pick<Database, "query">;

/** A webhook as it is stored. */
export interface WebhookRow {
  readonly id: string;
  readonly instanceId: string;
  readonly url: string;
  /** Secrets: never logged. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly enabled: boolean;
  /** Empty: all. */
  readonly events: readonly EventType[];
  readonly byEvents: boolean;
  readonly base64: boolean;
  /** Grows with each change. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a caller sets. */
export type WebhookChange = Pick<WebhookRow, "url" | "headers" | "enabled" | "events" | "byEvents" | "base64">;

const columns = `id, instance_id AS "instanceId", url, headers, enabled, events, by_events AS "byEvents", base64, version,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Webhooks of these instances, or all; and whether their instance is gone. */
export async function loadWebhooks(
  database: Queryable,
  instanceIds?: readonly string[],
): Promise<{ row: WebhookRow; instanceIsGone: boolean }[]> {
  const { rows } = await database.query<WebhookRow & { instanceIsGone: boolean }>(
    `SELECT ${columns}, NOT EXISTS (SELECT 1 FROM instance WHERE instance.id = webhook.instance_id) AS "instanceIsGone"
     FROM webhook WHERE $1::uuid[] IS NULL OR instance_id = ANY ($1::uuid[])`,
    [instanceIds ?? null],
  );
  return rows.map(({ instanceIsGone, ...row }) => ({ row, instanceIsGone }));
}

/** Stores the webhook of an instance; its id and time of creation stay. Raises INSTANCE_NOT_FOUND. */
export async function storeWebhook(
  database: Queryable,
  instanceId: string,
  change: WebhookChange,
): Promise<WebhookRow> {
  const { rows } = await database.query<WebhookRow>(
    `INSERT INTO webhook (id, instance_id, url, headers, enabled, events, by_events, base64)
     SELECT $1, instance.id, $3, $4, $5, $6, $7, $8 FROM instance WHERE instance.id = $2
     ON CONFLICT (instance_id) DO UPDATE SET url = excluded.url, headers = excluded.headers, enabled = excluded.enabled,
       events = excluded.events, by_events = excluded.by_events, base64 = excluded.base64,
       version = webhook.version + 1, updated_at = now()
     RETURNING ${columns}`,
    [
      uuidv7(),
      instanceId,
      change.url,
      change.headers === null ? null : JSON.stringify(change.headers),
      change.enabled,
      JSON.stringify(change.events),
      change.byEvents,
      change.base64,
    ],
  );
  const row = rows[0];
  if (row === undefined) throw new WaxwingError("INSTANCE_NOT_FOUND");
  return row;
}

/** The webhook as it is answered. */
export function toWebhook(row: WebhookRow): Webhook {
  return {
    id: row.id,
    url: row.url,
    headers: row.headers === null ? null : { ...row.headers },
    enabled: row.enabled,
    events: [...row.events],
    webhookByEvents: row.byEvents,
    webhookBase64: row.base64,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    instanceId: row.instanceId,
  };
}

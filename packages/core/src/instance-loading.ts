import { type ConnectionState, defaultSettings, type Integration, Settings as SettingsSchema } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { z } from "zod";
import type { InstanceProxy } from "./engine.ts";
import type { InstanceDirectory, InstanceRecord } from "./instance-directory.ts";
import type { Sealing } from "./sealing.ts";

interface InstanceRow {
  id: string;
  name: string;
  integration: Integration;
  connection_state: z.infer<typeof ConnectionState>;
  number: string | null;
  business_id: string | null;
  owner_jid: string | null;
  profile_name: string | null;
  profile_pic_url: string | null;
  token_hash: Buffer;
  engine_credentials: string | null;
  connection_reason_code: string | null;
  disconnection_reason_code: number | null;
  disconnection_reason: string | null;
  disconnected_at: Date | null;
  settings: unknown;
  message_count: number;
  chat_count: number;
  contact_count: number;
  created_at: Date;
  updated_at: Date;
  /** Null where there is no enabled proxy. */
  proxy_host: string | null;
  proxy_port: number;
  proxy_protocol: InstanceProxy["protocol"];
  proxy_username: string | null;
  proxy_password: string | null;
}

const selectInstances = `
  SELECT instance.*, proxy.host AS proxy_host, proxy.port AS proxy_port, proxy.protocol AS proxy_protocol,
         proxy.username AS proxy_username, proxy.password AS proxy_password
  FROM instance LEFT JOIN proxy ON proxy.instance_id = instance.id AND proxy.enabled`;

/** Reads all instances into the directory. Throws when a credential cannot be opened. */
export async function loadInstances(database: Database, sealing: Sealing, directory: InstanceDirectory): Promise<void> {
  const { rows } = await database.query<InstanceRow>(`${selectInstances} ORDER BY instance.created_at, instance.id`);
  for (const row of rows) directory.add(recordOf(row, sealing));
}

/**
 * Reads one instance again, after a change whose outcome is not known. The counts in memory stay: the writer keeps them.
 */
export async function reloadInstance(
  database: Database,
  sealing: Sealing,
  directory: InstanceDirectory,
  id: string,
): Promise<void> {
  const { rows } = await database.query<InstanceRow>(`${selectInstances} WHERE instance.id = $1`, [id]);
  const row = rows[0];
  const known = directory.byId(id);
  if (row === undefined) {
    directory.remove(id);
  } else if (known === undefined) {
    directory.add(recordOf(row, sealing));
  } else {
    const { messageCount: _m, chatCount: _ch, contactCount: _co, tokenHash, ...record } = recordOf(row, sealing);
    directory.update(id, known.tokenHash.equals(tokenHash) ? record : { ...record, tokenHash });
  }
}

function recordOf(row: InstanceRow, sealing: Sealing): InstanceRecord {
  return {
    id: row.id,
    name: row.name,
    integration: row.integration,
    connectionState: row.connection_state,
    number: row.number,
    businessId: row.business_id,
    ownerJid: row.owner_jid,
    profileName: row.profile_name,
    profilePicUrl: row.profile_pic_url,
    tokenHash: row.token_hash,
    credentials: row.engine_credentials === null ? null : sealing.open(row.engine_credentials),
    connectionReasonCode: row.connection_reason_code,
    disconnectionReasonCode: row.disconnection_reason_code,
    disconnectionReason: row.disconnection_reason,
    disconnectedAt: row.disconnected_at,
    settings: SettingsSchema.parse({ ...defaultSettings, ...(row.settings as object) }),
    messageCount: Number(row.message_count),
    chatCount: Number(row.chat_count),
    contactCount: Number(row.contact_count),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    proxy: proxyOf(row, sealing),
  };
}

function proxyOf(row: InstanceRow, sealing: Sealing): InstanceProxy | null {
  if (row.proxy_host === null) return null;
  return {
    host: row.proxy_host,
    port: row.proxy_port,
    protocol: row.proxy_protocol,
    username: row.proxy_username,
    password: row.proxy_password === null ? null : sealing.open(row.proxy_password),
  };
}

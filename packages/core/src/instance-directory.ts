import type { ConnectionState, Instance, Integration, Settings } from "@waxwing/contract";
import { defaultSettings, Settings as SettingsSchema } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { z } from "zod";
import type { EngineInstance } from "./engine.ts";
import type { Sealing } from "./sealing.ts";

/** What is known of an instance. Changed only by the code that has just committed the same change. */
export interface InstanceRecord extends EngineInstance {
  readonly tokenHash: Buffer;
  readonly connectionState: z.infer<typeof ConnectionState>;
  readonly ownerJid: string | null;
  readonly profileName: string | null;
  readonly profilePicUrl: string | null;
  readonly disconnectionReasonCode: number | null;
  readonly disconnectionReason: string | null;
  readonly disconnectedAt: Date | null;
  readonly settings: Settings;
  readonly messageCount: number;
  readonly chatCount: number;
  readonly contactCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The instances of this server, in memory: every call asks for one, and a list of them needs no query. */
export interface InstanceDirectory {
  /** In order of creation. */
  all(): Iterable<InstanceRecord>;
  byName(name: string): InstanceRecord | undefined;
  byId(id: string): InstanceRecord | undefined;
  byTokenHash(hash: Buffer): InstanceRecord | undefined;
  byNumber(integration: Integration, number: string): readonly InstanceRecord[];
  /** The instance as `fetchInstances` answers it. */
  view(record: InstanceRecord): Instance;
  add(record: InstanceRecord): void;
  update(id: string, change: Partial<InstanceRecord>): void;
  /** Adds to the counts of stored rows. */
  count(id: string, added: { messages: number; chats: number; contacts: number }): void;
  remove(id: string): void;
  /** Calls back when the token of an instance was replaced. Answers how to stop listening. */
  onTokenRotated(listener: (instanceId: string) => void): () => void;
}

export function createInstanceDirectory(): InstanceDirectory {
  const byId = new Map<string, InstanceRecord>();
  const byName = new Map<string, InstanceRecord>();
  const byHash = new Map<string, InstanceRecord>();
  const byNumber = new Map<string, InstanceRecord[]>();
  const views = new WeakMap<InstanceRecord, Instance>();
  const listeners = new Set<(instanceId: string) => void>();
  const none: readonly InstanceRecord[] = [];

  const index = (record: InstanceRecord): void => {
    byId.set(record.id, record);
    byName.set(record.name, record);
    byHash.set(record.tokenHash.toString("base64"), record);
    if (record.number !== null) {
      const key = numberKey(record.integration, record.number);
      byNumber.set(key, [...(byNumber.get(key) ?? none).filter((other) => other.id !== record.id), record]);
    }
  };
  const forget = (record: InstanceRecord): void => {
    byName.delete(record.name);
    byHash.delete(record.tokenHash.toString("base64"));
    if (record.number === null) return;
    const key = numberKey(record.integration, record.number);
    const others = (byNumber.get(key) ?? none).filter((other) => other.id !== record.id);
    if (others.length > 0) byNumber.set(key, others);
    else byNumber.delete(key);
  };

  return {
    all: () => byId.values(),
    byName: (name) => byName.get(name),
    byId: (id) => byId.get(id),
    byTokenHash: (hash) => byHash.get(hash.toString("base64")),
    byNumber: (integration, number) => byNumber.get(numberKey(integration, number)) ?? none,
    view(record) {
      let view = views.get(record);
      if (view === undefined) {
        view = toView(record);
        views.set(record, view);
      }
      return view;
    },
    add: index,
    update(id, change) {
      const before = byId.get(id);
      if (before === undefined) return;
      forget(before);
      index({ ...before, ...change });
      if (change.tokenHash === undefined) return;
      for (const listener of [...listeners]) listener(id);
    },
    count(id, added) {
      const before = byId.get(id);
      if (before === undefined) return;
      const record = {
        ...before,
        messageCount: before.messageCount + added.messages,
        chatCount: before.chatCount + added.chats,
        contactCount: before.contactCount + added.contacts,
      };
      forget(before);
      index(record);
    },
    remove(id) {
      const record = byId.get(id);
      if (record === undefined) return;
      forget(record);
      byId.delete(id);
    },
    onTokenRotated(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function numberKey(integration: Integration, number: string): string {
  return `${integration} ${number}`;
}

function toView(record: InstanceRecord): Instance {
  return {
    id: record.id,
    name: record.name,
    connectionStatus: record.connectionState,
    ownerJid: record.ownerJid,
    profileName: record.profileName,
    profilePicUrl: record.profilePicUrl,
    integration: record.integration,
    number: record.number,
    businessId: record.businessId,
    disconnectionReasonCode: record.disconnectionReasonCode,
    disconnectionObject: record.disconnectionReason,
    disconnectionAt: record.disconnectedAt?.toISOString() ?? null,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
    Setting: record.settings,
    _count: { Message: record.messageCount, Contact: record.contactCount, Chat: record.chatCount },
  };
}

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
  disconnection_reason_code: number | null;
  disconnection_reason: string | null;
  disconnected_at: Date | null;
  settings: unknown;
  message_count: number;
  chat_count: number;
  contact_count: number;
  created_at: Date;
  updated_at: Date;
}

/** Reads all instances into the directory. Throws when a credential cannot be opened. */
export async function loadInstances(database: Database, sealing: Sealing, directory: InstanceDirectory): Promise<void> {
  const { rows } = await database.query<InstanceRow>("SELECT * FROM instance ORDER BY created_at, id");
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
  const { rows } = await database.query<InstanceRow>("SELECT * FROM instance WHERE id = $1", [id]);
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
    disconnectionReasonCode: row.disconnection_reason_code,
    disconnectionReason: row.disconnection_reason,
    disconnectedAt: row.disconnected_at,
    settings: SettingsSchema.parse({ ...defaultSettings, ...(row.settings as object) }),
    messageCount: Number(row.message_count),
    chatCount: Number(row.chat_count),
    contactCount: Number(row.contact_count),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

import type { ConnectionState, Instance, Integration, Settings } from "@waxwing/contract";
import type { z } from "zod";
import type { EngineInstance } from "./engine.ts";

/** What is known of an instance. Changed only by the code that has just committed the same change. */
export interface InstanceRecord extends EngineInstance {
  readonly tokenHash: Buffer;
  readonly connectionState: z.infer<typeof ConnectionState>;
  readonly ownerJid: string | null;
  readonly profileName: string | null;
  readonly profilePicUrl: string | null;
  /** Machine-readable reason of the present state, as the engine reported it. */
  readonly connectionReasonCode: string | null;
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

import { randomUUID } from "node:crypto";
import { defaultSettings } from "@waxwing/contract";
import type { EngineInstance, InstanceRecord } from "@waxwing/core";

/** An instance that nobody has connected yet. */
export function testInstance(name: string, change: Partial<EngineInstance> = {}): InstanceRecord {
  return {
    id: randomUUID(),
    name,
    integration: "WHATSAPP-BAILEYS",
    number: null,
    businessId: null,
    credentials: null,
    connectionState: "close",
    ownerJid: null,
    settings: defaultSettings,
    proxy: null,
    tokenHash: Buffer.alloc(32),
    profileName: null,
    profilePicUrl: null,
    connectionReasonCode: null,
    disconnectionReasonCode: null,
    disconnectionReason: null,
    disconnectedAt: null,
    messageCount: 0,
    chatCount: 0,
    contactCount: 0,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...change,
  };
}

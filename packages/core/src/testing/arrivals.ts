import type { EventType } from "@waxwing/contract";
import type { InboundBatch, InboundMessage, InboundStatus } from "../inbox.ts";
import type { CoreFixture } from "./core-fixture.ts";

/** A text that arrived; `from` is a number, or a JID. */
export function inboundText(keyId: string, from: string, more: Partial<InboundMessage> = {}): InboundMessage {
  return {
    keyId,
    remoteJid: from.includes("@") ? from : `${from}@s.whatsapp.net`,
    fromMe: false,
    messageType: "conversation",
    message: { conversation: `text ${keyId}` },
    source: "unknown",
    status: "DELIVERY_ACK",
    timestamp: 1_770_000_000,
    ...more,
  };
}

/** A status of an own message. */
export function inboundStatus(
  keyId: string,
  status: InboundStatus["status"],
  more: Partial<InboundStatus> = {},
): InboundStatus {
  return {
    keyId,
    remoteJid: "5511999999999@s.whatsapp.net",
    fromMe: true,
    status,
    timestamp: 1_770_000_001,
    ...more,
  };
}

/** Brings a batch with what is given, and nothing else. */
export function receive(fixture: CoreFixture, instanceId: string, batch: Partial<InboundBatch>): Promise<void> {
  return fixture.core.inbox.receive(instanceId, { messages: [], statuses: [], ...batch });
}

/** An event as logged. */
export interface TestEvent {
  readonly type: EventType;
  readonly data: unknown;
}

/** The events of an instance in order, without the one of its creation. */
export async function eventsOf(fixture: CoreFixture, instanceId: string): Promise<TestEvent[]> {
  const { rows } = await fixture.database.query<{ type: EventType; data: unknown }>(
    "SELECT type, data FROM event WHERE instance_id = $1 AND type <> 'INSTANCE_CREATE' ORDER BY sequence",
    [instanceId],
  );
  return rows;
}

/** What is stored of an instance; fails when its counts, in the database or in memory, say something else. */
export async function countsOf(fixture: CoreFixture, instanceId: string): Promise<unknown> {
  const { rows } = await fixture.database.query<{ counted: unknown; stored: unknown }>(
    `SELECT jsonb_build_object('messages', message_count, 'chats', chat_count, 'contacts', contact_count) AS counted,
            jsonb_build_object('messages', (SELECT count(*) FROM message WHERE instance_id = $1),
                               'chats', (SELECT count(*) FROM chat WHERE instance_id = $1),
                               'contacts', (SELECT count(*) FROM contact WHERE instance_id = $1)) AS stored
     FROM instance WHERE id = $1`,
    [instanceId],
  );
  const record = fixture.core.directory.byId(instanceId);
  const known = { messages: record?.messageCount, chats: record?.chatCount, contacts: record?.contactCount };
  const [row] = rows;
  if (JSON.stringify(row?.counted) !== JSON.stringify(row?.stored)) throw new Error(`counts: ${JSON.stringify(row)}`);
  for (const [name, value] of Object.entries(row?.stored as object)) {
    if (known[name as keyof typeof known] !== value) throw new Error(`${name} in memory: ${JSON.stringify(known)}`);
  }
  return row?.stored;
}

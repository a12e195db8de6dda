import type { OutgoingMessage } from "../engine.ts";
import type { InboundMessage } from "../inbox.ts";
import { inboundText, receive } from "./arrivals.ts";
import { type CoreFixture, startCore } from "./core-fixture.ts";
import { sendingStandIn } from "./sending-stand-in.ts";
import { type Asked, type StandIns, standIns } from "./stand-ins.ts";

/** The account of the instances, and the contact that they talk to. */
export const ownJid = "5511000000000@s.whatsapp.net";
export const maria = "5511999999999@s.whatsapp.net";
export const mariaLid = "100000000000001@lid";

/** A core whose engine can do everything and records what it was asked. */
export interface OperationsFixture extends CoreFixture {
  readonly asked: Asked[];
  readonly sentMessages: OutgoingMessage[];
  /** What the engine answers; a test may replace functions. */
  readonly standIns: StandIns;
  /** Makes an instance with a name of its own; what the engine was asked, and what a test has replaced, is forgotten. */
  fresh(): Promise<{ id: string; name: string }>;
  /** Stores messages that arrived. */
  store(instanceId: string, ...messages: InboundMessage[]): Promise<void>;
  /** The events of a type since the instance was made. */
  eventsOfType(instanceId: string, type: string): Promise<unknown[]>;
}

/** Starts such a core. */
export async function startOperations(encryptionKey?: string): Promise<OperationsFixture> {
  const asked: Asked[] = [];
  const sentMessages: OutgoingMessage[] = [];
  const { capabilities, reset } = standIns(asked);
  const fixture = await startCore({
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    engine: {
      isRepeatable: true,
      capabilities: {
        ...capabilities,
        messages: sendingStandIn(sentMessages),
        async checkProxy(proxy) {
          asked.push(["checkProxy", proxy]);
        },
        reconfigured: ({ proxy }) => asked.push(["reconfigured", proxy]),
        prepare: ({ number }) => ({
          number: number ?? null,
          businessId: null,
          credentials: null,
          connectionState: "open",
          ownerJid: ownJid,
          instanceToken: undefined,
          inboundUrl: null,
        }),
      },
    },
  });
  let count = 0;
  return {
    ...fixture,
    asked,
    sentMessages,
    standIns: capabilities,
    async fresh() {
      count += 1;
      const name = `instance-${count}`;
      const { id } = await fixture.createInstance(name, String(100_000 + count));
      reset();
      asked.length = 0;
      sentMessages.length = 0;
      return { id, name };
    },
    store: (instanceId, ...messages) => receive(fixture, instanceId, { messages }),
    async eventsOfType(instanceId, type) {
      const { rows } = await fixture.database.query<{ data: unknown }>(
        "SELECT data FROM event WHERE instance_id = $1 AND type = $2 ORDER BY sequence",
        [instanceId, type],
      );
      return rows.map((row) => row.data);
    },
  };
}

/** A text of Maria. */
export function fromMaria(keyId: string, more: Partial<InboundMessage> = {}): InboundMessage {
  return inboundText(keyId, maria, { pushName: "Maria", ...more });
}

/** A text of this account to Maria. */
export function toMaria(keyId: string, more: Partial<InboundMessage> = {}): InboundMessage {
  return inboundText(keyId, maria, { fromMe: true, status: "SERVER_ACK", ...more });
}

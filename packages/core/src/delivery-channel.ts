import type { EventEnvelope, EventType, JsonValue, OperationById, OperationOutput, ParsedInput } from "@waxwing/contract";
import type { PoolClient } from "pg";

/** Place of an event in the whole log: transactions in the order in which readers may see them, then rows. */
export interface LogPosition {
  /** PostgreSQL's 64-bit transaction id, decimal. */
  readonly transactionId: string;
  /** Row number within the log, decimal. */
  readonly position: string;
}

/** An event as the log holds it. */
export interface LoggedEvent {
  readonly id: string;
  readonly at: LogPosition;
  readonly instanceId: string;
  readonly instanceName: string;
  /** Per instance, from 1 without gaps. */
  readonly sequence: number;
  readonly type: EventType;
  readonly data: JsonValue;
  readonly sender: string | null;
  readonly occurredAt: Date;
}

/** A way in which events leave the server. The relay hands it the log in order. */
export interface DeliveryChannel {
  /** Name under which its position in the log is kept, e.g. `webhook`. */
  readonly name: string;
  /**
   * Takes over committed events, in log order, inside the transaction that moves the channel's position: what is
   * written through `client` is exactly-once per event. Must not wait for receivers.
   */
  accept(client: PoolClient, events: readonly LoggedEvent[]): Promise<void>;
  /** Called after the transaction of `accept` is committed, so that workers can be woken. */
  accepted?(): void;
}

/** Reads the event log for channels. */
export interface EventLogReader {
  /** Events by id, in no particular order; pruned ones are missing. */
  readByIds(ids: readonly string[]): Promise<LoggedEvent[]>;
  /** The event as it leaves the server. */
  toEnvelope(event: LoggedEvent): EventEnvelope;
}

/** The ordering key of an event within its instance: the chat it belongs to, or `""` for those of the instance itself. */
export function chatKeyOf(event: Pick<LoggedEvent, "data">): string {
  const data = Array.isArray(event.data) ? event.data[0] : event.data;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return "";
  const key = typeof data.key === "object" && data.key !== null && !Array.isArray(data.key) ? data.key.remoteJid : undefined;
  const chat = key ?? data.remoteJid ?? data.chatId ?? data.id;
  return typeof chat === "string" && chat.includes("@") ? chat : "";
}

type CreateInput = ParsedInput<OperationById<"instance.create">>;
type CreateAnswer = OperationOutput<OperationById<"instance.create">>;

/** What a channel or bot does when an instance is created with its configuration in the body. */
export interface CreationStep {
  /** Refuses bad input before anything is stored. */
  check(input: CreateInput): Promise<void>;
  /** Stores inside the creating transaction; answers what is added to the answer of create. */
  apply(client: PoolClient, instanceId: string, input: CreateInput): Promise<Partial<CreateAnswer>>;
}

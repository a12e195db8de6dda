import type {
  EventEnvelope,
  EventType,
  JsonValue,
  OperationById,
  OperationOutput,
  ParsedInput,
} from "@waxwing/contract";
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

/** A way in which events leave the server. It reads the log by itself, from its own position. */
export interface DeliveryChannel {
  /** Name under which its position is kept in `subscriber_position`, e.g. `webhook`; events above it are never pruned. */
  readonly name: string;
  start(): Promise<void>;
  /** Takes nothing more, lets what is under way end, and keeps its position. Must end within `graceMs` milliseconds. */
  stop(graceMs: number): Promise<void>;
  /** Whether it reads the log and keeps its position at present; broken receivers do not count. */
  isHealthy(): boolean;
}

/** Reads the event log for channels. */
export interface EventLogReader {
  /** The next events of the whole log after a position, in commit order: from memory when they are recent. */
  readAfter(position: LogPosition, limit: number): Promise<readonly LoggedEvent[]>;
  /** The next events of one instance after a position, in commit order: for a channel that left some of them in the log. */
  readInstanceAfter(instanceId: string, position: LogPosition, limit: number): Promise<LoggedEvent[]>;
  /** The place after everything that is settled now: where a new channel starts. */
  end(): Promise<LogPosition>;
  /** Calls back whenever there is more to read. Answers how to stop listening. */
  onMove(listener: () => void): () => void;
  /** Events by id, in no particular order; pruned ones are missing. */
  readByIds(ids: readonly string[]): Promise<LoggedEvent[]>;
  /** The event as it leaves the server. */
  toEnvelope(event: LoggedEvent): EventEnvelope;
}

/** The ordering key of an event within its instance: the chat it belongs to, or `""` for those of the instance itself. */
export function chatKeyOf(event: Pick<LoggedEvent, "data">): string {
  const data = Array.isArray(event.data) ? event.data[0] : event.data;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return "";
  const key =
    typeof data.key === "object" && data.key !== null && !Array.isArray(data.key) ? data.key.remoteJid : undefined;
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

import type { WAMessageKey } from "@whiskeysockets/baileys";
import type { Addresses } from "./addresses.ts";
import { deliver } from "./delivery.ts";
import { type Entry, isEmpty, joined, packable } from "./entry.ts";
import { faultOf } from "./fault.ts";
import type { HistoryImport } from "./history-import.ts";
import type { EventReader } from "./reading/event-reader.ts";
import type { InboundOptions, ToldEvents } from "./types.ts";

/** So much is read at once. */
const MESSAGES_AT_ONCE = 200;
/** While more live messages than this wait, the history waits. */
const BUSY_MESSAGES = 1000;
/** So long statuses wait for others: each send brings several, a moment apart. */
const STATUS_PAUSE_MS = 20;
/** With more than this the connection is dropped. */
const MAX_WAITING_MESSAGES = 20_000;

export interface IntakeParts {
  readonly options: InboundOptions;
  readonly addresses: Addresses;
  readonly events: EventReader;
  readonly history: HistoryImport;
  readonly stopping: AbortController;
  /** Messages to be marked as read, once they are stored. */
  onStored(keys: readonly WAMessageKey[]): void;
}

/** What waits to be read, or to be stored as it is. */
interface Told {
  readonly events?: ToldEvents;
  readonly entries?: readonly Entry[];
  /** In messages. */
  readonly weight: number;
}

/**
 * Brings what was told to the inbox: one batch under way at a time, in the order of the telling; what comes meanwhile is
 * joined. History goes a part at a time between live batches.
 */
export class Intake {
  readonly #parts: IntakeParts;
  #told: Told[] = [];
  #waiting = 0;
  #entries: Entry[] = [];
  #isWorking = false;
  #isOverfull = false;
  #listeners: (() => void)[] = [];
  /** Ends the pause of statuses. */
  #endPause: () => void = () => {};

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  get #isStopped(): boolean {
    return this.#parts.stopping.signal.aborted;
  }

  get #hasWork(): boolean {
    if (this.#isStopped) return false;
    return this.#told.length + this.#entries.length > 0 || !this.#parts.history.isEmpty;
  }

  /** Takes what Baileys told. */
  take(events: ToldEvents): void {
    if (this.#isStopped) return;
    const weight = weightOf(events);
    this.#told.push({ events, weight });
    this.#waiting += weight;
    if (events["messages.upsert"] !== undefined) this.#endPause();
    if (this.#waiting > MAX_WAITING_MESSAGES && !this.#isOverfull) {
      this.#isOverfull = true;
      this.#parts.options.onFailure(new Error(`more than ${MAX_WAITING_MESSAGES} messages wait to be stored`));
    }
    this.#wake();
  }

  /** Takes entries of our own making; they come after what was told so far. */
  add(entries: readonly Entry[]): void {
    if (this.#isStopped) return;
    this.#told.push({ entries, weight: 0 });
    this.#wake();
  }

  drained(): Promise<void> {
    if (!this.#isWorking) return Promise.resolve();
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  stop(): void {
    this.#parts.stopping.abort();
    this.#told = [];
    this.#waiting = 0;
    this.#entries = [];
    this.#endPause();
  }

  #wake(): void {
    if (this.#isWorking || this.#isStopped) return;
    this.#isWorking = true;
    this.#work()
      .catch((error: unknown) => {
        // What is lost in memory stands in the payloads, and is replayed by the next connection.
        this.#parts.options.onFailure(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.#isWorking = false;
        // Something may have come between the end of the work and here.
        if (this.#hasWork) this.#wake();
        else for (const listener of this.#listeners.splice(0)) listener();
      });
  }

  async #work(): Promise<void> {
    const { history } = this.#parts;
    while (this.#hasWork) {
      await this.#read();
      if (this.#entries.length > 0 && this.#entries.every(isStatus)) {
        await this.#pause();
        await this.#read();
      }
      const count = packable(this.#entries);
      await this.#store(this.#entries.splice(0, count));
      if (history.isEmpty || this.#waiting > BUSY_MESSAGES || this.#isStopped) continue;
      await this.#store(await this.#guarded(() => history.next(), ["messaging-history.set"]));
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, STATUS_PAUSE_MS);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isStopped) this.#endPause();
    });
  }

  async #read(): Promise<void> {
    for (let messages = this.#entries.length; messages < MESSAGES_AT_ONCE; ) {
      const told = this.#told.shift();
      if (told === undefined) break;
      this.#waiting -= told.weight;
      messages += told.weight;
      const { events, entries = [] } = told;
      this.#entries.push(...entries);
      if (events === undefined) continue;
      this.#entries.push(...(await this.#guarded(() => this.#parts.events.read(events), Object.keys(events))));
      this.#parts.history.take(events);
    }
    if (this.#told.length === 0) this.#isOverfull = false;
  }

  /** Messages are read one by one and are guarded there; what else cannot be read must not hold up all after it. */
  async #guarded(read: () => Promise<Entry[]>, events: readonly string[]): Promise<Entry[]> {
    try {
      return await read();
    } catch (error) {
      const fault = faultOf(error);
      if (!this.#isStopped) this.#parts.options.log.error({ fault, events }, "events could not be read");
      return [];
    }
  }

  async #store(entries: readonly Entry[]): Promise<void> {
    const { options, addresses, onStored, stopping } = this.#parts;
    const identities = addresses.takeIdentities();
    const learned: Entry[] = identities.length === 0 ? [] : [{ batch: { identities } }];
    const batch = joined([...learned, ...entries]);
    if (isEmpty(batch)) return;
    const { log, inbox } = options;
    const isStored = await deliver(batch, {
      instanceId: options.instance().id,
      inbox,
      log,
      signal: stopping.signal,
    });
    // Stopped, or the instance is gone.
    if (!isStored) return this.stop();
    const keys = entries.flatMap(({ markRead }) => markRead ?? []);
    if (keys.length > 0) onStored(keys);
  }
}

function isStatus({ batch }: Entry): boolean {
  return Object.keys(batch).every((name) => name === "statuses");
}

function weightOf(events: ToldEvents): number {
  return Math.max(1, events["messages.upsert"]?.messages.length ?? 0);
}

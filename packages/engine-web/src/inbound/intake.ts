import type { WAMessageKey } from "@whiskeysockets/baileys";
import type { Addresses } from "./addresses.ts";
import { deliver } from "./delivery.ts";
import { type Entry, isEmpty, joined, packable } from "./entry.ts";
import type { HistoryImport } from "./history-import.ts";
import type { EventReader } from "./reading/event-reader.ts";
import type { InboundOptions, ToldEvents } from "./types.ts";

/** So much is read at once. */
const MESSAGES_AT_ONCE = 200;
/** While more live messages than this wait, the history waits. */
const BUSY_MESSAGES = 1000;
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

/**
 * Brings what was told to the inbox: one batch under way at a time, in the order of the telling; what comes meanwhile is
 * joined. History goes a part at a time between live batches.
 */
export class Intake {
  readonly #parts: IntakeParts;
  #told: { readonly events: ToldEvents; readonly weight: number }[] = [];
  #waiting = 0;
  #entries: Entry[] = [];
  #isWorking = false;
  #isOverfull = false;
  #listeners: (() => void)[] = [];

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  get #isStopped(): boolean {
    return this.#parts.stopping.signal.aborted;
  }

  /** Takes what Baileys told. */
  take(events: ToldEvents): void {
    if (this.#isStopped) return;
    const weight = weightOf(events);
    this.#told.push({ events, weight });
    this.#waiting += weight;
    if (this.#waiting > MAX_WAITING_MESSAGES && !this.#isOverfull) {
      this.#isOverfull = true;
      this.#parts.options.onFailure(new Error(`more than ${MAX_WAITING_MESSAGES} messages wait to be stored`));
    }
    this.wake();
  }

  /** Takes entries of our own making; they come after what was told so far. */
  add(entries: readonly Entry[]): void {
    this.#entries.push(...entries);
    this.wake();
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
  }

  /** There is something to do: history was added. */
  wake(): void {
    if (this.#isWorking || this.#isStopped) return;
    this.#isWorking = true;
    this.#work()
      .catch((error: unknown) => {
        // What is lost in memory stands in the payloads, and is replayed by the next connection.
        const wasStopped = this.#isStopped;
        this.stop();
        if (!wasStopped) this.#parts.options.onFailure(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.#isWorking = false;
        for (const listener of this.#listeners.splice(0)) listener();
      });
  }

  async #work(): Promise<void> {
    const { history } = this.#parts;
    while (!this.#isStopped && (this.#told.length + this.#entries.length > 0 || !history.isEmpty)) {
      await this.#read();
      const count = packable(this.#entries);
      await this.#store(this.#entries.splice(0, count));
      if (history.isEmpty || this.#waiting > BUSY_MESSAGES || this.#isStopped) continue;
      await this.#store(await history.next());
    }
  }

  async #read(): Promise<void> {
    for (let messages = this.#entries.length; messages < MESSAGES_AT_ONCE; ) {
      const told = this.#told.shift();
      if (told === undefined) break;
      this.#waiting -= told.weight;
      messages += told.weight;
      this.#entries.push(...(await this.#readOne(told.events)));
    }
    if (this.#told.length === 0) this.#isOverfull = false;
  }

  async #readOne(events: ToldEvents): Promise<Entry[]> {
    try {
      return await this.#parts.events.read(events);
    } catch (error) {
      if (this.#isStopped) return [];
      // Messages are read one by one and do not get here; what does must not hold up everything after it.
      const name = error instanceof Error ? error.name : "";
      this.#parts.options.log.error({ error: name, events: Object.keys(events) }, "events could not be read");
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
    if (!isStored) return this.stop();
    const keys = entries.flatMap(({ markRead }) => markRead ?? []);
    if (keys.length > 0) onStored(keys);
  }
}

function weightOf(events: ToldEvents): number {
  return Math.max(1, events["messages.upsert"]?.messages.length ?? 0);
}

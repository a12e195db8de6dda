import { BoundedList } from "../graph/bounded-list.ts";
import { Waiters } from "../graph/waiters.ts";
import type { Connection } from "./connection-interface.ts";
import { hasManyElements, KeptStanza } from "./kept-stanza.ts";
import type { Stanza } from "./stanza.ts";
import type { World } from "./world.ts";

/** The way of a stanza, as the server sees it. */
export type Direction = "in" | "out";

interface EntryBase {
  /** Counts all entries of this sandbox, from 1. */
  readonly number: number;
  /** Unix time in milliseconds, by the sandbox's clock. */
  readonly at: number;
  /** {@link Connection.id}; a connection has one from its first byte. */
  readonly connection: number;
  /** Null until the client has logged in. */
  readonly phone: string | null;
  readonly device: number | null;
  /** What is remarkable about it. */
  readonly note: string | null;
}

/** A stanza that went over the wire, or would have without the fault that is named. */
export interface StanzaEntry extends EntryBase {
  readonly kind: "stanza";
  readonly direction: Direction;
  /** What was sent or handed over; not to be changed. */
  readonly stanza: Stanza;
  /** Kind of the fault that was played on it, for example `lose`. */
  readonly fault: string | null;
  /** True for a request or a stanza that the sandbox does not know, and answered with an error. */
  readonly isUnknown: boolean;
}

/** The beginning or the end of a connection, or something that went wrong in it. */
export interface ConnectionEntry extends EntryBase {
  readonly kind: "connection";
  readonly event: "opened" | "closed" | "failed";
}

export type TranscriptEntry = StanzaEntry | ConnectionEntry;

/** Which stanzas; all of them without any condition. */
export interface StanzaFilter {
  readonly direction?: Direction;
  readonly phone?: string;
  readonly device?: number;
  readonly connection?: number;
  readonly tag?: string;
  /** Values that attributes must have. */
  readonly attrs?: Readonly<Record<string, string>>;
}

/** Of whom an entry is. */
export type Party = Pick<Connection, "id" | "address">;

/**
 * Every stanza that clients sent and got, newest last; keeps the newest `historyLimit` entries. Stanzas are kept as
 * they are, not copied and not serialised (`entryToJson` does that for whoever wants to read), except that of those with
 * very many elements only the newest is: the others are packed.
 */
export class Transcript {
  readonly #world: World;
  readonly #entries: BoundedList<TranscriptEntry>;
  readonly #unknowns: BoundedList<StanzaEntry>;
  readonly #waiters = new Waiters<TranscriptEntry>();
  #count = 0;
  #latest: StanzaEntry | null = null;
  #packedNext: KeptStanza | null = null;

  constructor(world: World) {
    this.#world = world;
    this.#entries = new BoundedList(world.settings.historyLimit);
    this.#unknowns = new BoundedList(world.settings.historyLimit);
  }

  /** Oldest first. */
  get entries(): TranscriptEntry[] {
    return this.#entries.toArray();
  }

  /** What the sandbox did not know, oldest first. Empty after a faithful session: worth a check in every test. */
  get unknowns(): StanzaEntry[] {
    return this.#unknowns.toArray();
  }

  /** The stanzas that fit, oldest first. */
  stanzas(filter: StanzaFilter = {}): StanzaEntry[] {
    return this.entries.filter((entry) => entry.kind === "stanza").filter((entry) => isSelected(entry, filter));
  }

  /**
   * Resolves with the first entry for which `accepts` is true: one that is already there (behind number `after`, if
   * given), or the next. Rejects after `timeoutMs` (5 seconds unless given) with a message that has `what` in it.
   */
  async waitFor(
    accepts: (entry: TranscriptEntry) => boolean,
    { timeoutMs = 5000, after = 0, what = "transcript" }: { timeoutMs?: number; after?: number; what?: string } = {},
  ): Promise<TranscriptEntry> {
    const isWanted = (entry: TranscriptEntry): boolean => entry.number > after && accepts(entry);
    return this.entries.find(isWanted) ?? this.#waiters.wait(what, isWanted, timeoutMs);
  }

  /** The same for a stanza. */
  async waitForStanza(
    filter: StanzaFilter & { readonly accepts?: (stanza: Stanza) => boolean },
    options: { timeoutMs?: number; after?: number; what?: string } = {},
  ): Promise<StanzaEntry> {
    const { accepts = () => true } = filter;
    const isWanted = (entry: TranscriptEntry): entry is StanzaEntry =>
      entry.kind === "stanza" && isSelected(entry, filter) && accepts(entry.stanza);
    return (await this.waitFor(isWanted, { what: `stanza ${JSON.stringify(filter)}`, ...options })) as StanzaEntry;
  }

  /** Notes a stanza. */
  stanza(direction: Direction, party: Party, stanza: Stanza, fault: string | null = null): StanzaEntry {
    const kept = new KeptStanza(stanza);
    if (hasManyElements(stanza)) {
      this.#packedNext?.pack();
      this.#packedNext = kept;
    }
    const entry: StanzaEntry = {
      kind: "stanza",
      ...this.#base(party, null),
      direction,
      get stanza() {
        return kept.stanza;
      },
      fault,
      isUnknown: false,
    };
    this.#latest = entry;
    this.#add(entry);
    return entry;
  }

  /** Notes the beginning or the end of a connection, or a failure. */
  event(event: ConnectionEntry["event"], party: Party, note: string | null = null): void {
    this.#add({ kind: "connection", ...this.#base(party, note), event });
  }

  /** Says of an incoming stanza that the sandbox does not know it. */
  unknown(party: Party, stanza: Stanza, note: string | null = null): void {
    const marked = Object.assign(this.#entryOf(party, stanza), { isUnknown: true, note });
    this.#unknowns.push(marked);
    this.#waiters.notify(marked);
  }

  /** Says what is remarkable about an incoming stanza. A phone has no connection: its stanzas are noted with id 0. */
  remark(party: Party, stanza: Stanza, note: string): void {
    this.#waiters.notify(Object.assign(this.#entryOf(party, stanza), { note }));
  }

  /** Notes a failure; with the stanza in whose handling it happened, if any. */
  failure(party: Party, stanza: Stanza | null, error: unknown): void {
    const where = stanza === null ? "" : ` (at <${stanza.tag}> ${stanza.attrs["id"] ?? ""})`;
    this.event("failed", party, `${messageOf(error)}${where}`);
  }

  clear(): void {
    this.#entries.clear();
    this.#unknowns.clear();
    this.#latest = null;
    this.#packedNext = null;
  }

  /** Fails everyone who still waits: the sandbox closes. */
  abandon(reason: string): void {
    this.#waiters.rejectAll(reason);
  }

  /** The entry of an incoming stanza; a new one when it came over no wire, or so long ago that its entry is gone. */
  #entryOf(party: Party, stanza: Stanza): StanzaEntry {
    const isOfStanza = (entry: TranscriptEntry | null): entry is StanzaEntry =>
      entry?.kind === "stanza" && entry.direction === "in" && entry.stanza === stanza;
    if (isOfStanza(this.#latest)) return this.#latest;
    return this.entries.findLast(isOfStanza) ?? this.stanza("in", party, stanza);
  }

  #base({ id, address }: Party, note: string | null): EntryBase {
    return {
      number: ++this.#count,
      at: this.#world.clock.now(),
      connection: id,
      phone: address?.account.phone ?? null,
      device: address?.device ?? null,
      note,
    };
  }

  #add(entry: TranscriptEntry): void {
    this.#entries.push(entry);
    this.#waiters.notify(entry);
  }
}

function isSelected(entry: StanzaEntry, { direction, phone, device, connection, tag, attrs }: StanzaFilter): boolean {
  if (direction !== undefined && entry.direction !== direction) return false;
  if (phone !== undefined && entry.phone !== phone) return false;
  if (device !== undefined && entry.device !== device) return false;
  if (connection !== undefined && entry.connection !== connection) return false;
  if (tag !== undefined && entry.stanza.tag !== tag) return false;
  return Object.entries(attrs ?? {}).every(([name, value]) => entry.stanza.attrs[name] === value);
}

/** The message of an error and of what caused it: the latter is where the reason is. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}

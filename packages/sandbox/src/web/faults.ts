import type { Connection } from "./connection-interface.ts";
import type { ArmedFault, FaultOptions } from "./faults/fault.ts";
import { isMatch, isOfKind, isOnWay } from "./faults/match.ts";
import { type StreamErrorOptions, streamError } from "./faults/stream-error.ts";
import { phoneDigits } from "./jid.ts";
import type { DeviceAddress } from "./model.ts";
import type { Stanza } from "./stanza.ts";
import type { Direction } from "./transcript.ts";
import type { World } from "./world.ts";

/** A connection as faults need it. */
export interface FaultyConnection extends Connection {
  /** Keeps everything back in both directions; once for each call, until as many calls of `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Lets go what waits for a successor that has not come. */
  settle(): void;
}

/** What is to be done with one stanza. */
export interface Play {
  /** Null when nothing but latency plays. */
  readonly fault: FaultOptions | null;
  readonly delayMs: number;
  /** Kind for the transcript; null when only the sandbox's own latency plays. */
  readonly noted: string | null;
}

interface Armed {
  readonly id: string;
  readonly fault: FaultOptions;
  remaining: number;
  played: number;
  readonly frozen: Set<FaultyConnection>;
}

/**
 * What goes wrong on the wire. On each stanza plays, beside latency, at most one fault: the one that was added first.
 * `drop`, `freeze` and `stream-error` without `match` and `direction` act at once on every connection in their scope.
 */
export class Faults {
  readonly #world: World;
  readonly #connections = new Set<FaultyConnection>();
  #armed: Armed[] = [];
  #count = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** All that are armed or hold a connection frozen, oldest first. */
  list(): ArmedFault[] {
    return this.#armed.map(snapshot);
  }

  /** Arms a fault, or plays it at once. Raises RangeError for times and numbers of milliseconds that cannot be. */
  add(options: FaultOptions): ArmedFault {
    const fault = checked(options);
    const armed: Armed = {
      id: `fault-${++this.#count}`,
      fault,
      remaining: fault.times ?? (fault.kind === "latency" ? Number.POSITIVE_INFINITY : 1),
      played: 0,
      frozen: new Set(),
    };
    if (isImmediate(fault)) this.#strike(armed);
    if (armed.remaining > 0 || armed.frozen.size > 0) this.#armed.push(armed);
    return snapshot(armed);
  }

  /** Ends a fault, and thaws what it froze; false when there is none with this id. */
  remove(id: string): boolean {
    const armed = this.#armed.find((candidate) => candidate.id === id);
    if (armed === undefined) return false;
    this.#armed = this.#armed.filter((candidate) => candidate !== armed);
    for (const connection of armed.frozen) connection.thaw();
    return true;
  }

  /** Thaws what a fault froze, and ends it. */
  release(id: string): boolean {
    return this.remove(id);
  }

  /** Ends all faults; what they kept back goes its way. */
  clear(): void {
    for (const { id } of this.#armed) this.remove(id);
    for (const connection of this.#connections) connection.settle();
  }

  /** Ends a device's connection with a stream error; false when it has none. */
  streamError(address: DeviceAddress, options: StreamErrorOptions): boolean {
    const connection = this.#world.hub.connection(address);
    connection?.end(streamError(options));
    return connection !== undefined;
  }

  /** What plays on a stanza, which uses it up; null when it goes on undisturbed. */
  play(connection: FaultyConnection, direction: Direction, stanza: Stanza): Play | null {
    const { latency } = this.#world.settings;
    if (this.#armed.length === 0 && latency === undefined) return null;
    // A connection that a fault holds frozen already is not frozen by it once more: one release thaws it.
    const hits = this.#armed.filter(
      (armed) =>
        armed.remaining > 0 && !armed.frozen.has(connection) && isHit(armed.fault, connection, direction, stanza),
    );
    const main = hits.find(({ fault }) => fault.kind !== "latency");
    const latencies = hits.filter(({ fault }) => fault.kind === "latency");
    const waits = latencies.map(({ fault }) => fault);
    if (latency !== undefined) waits.push({ kind: "latency", ...latency });
    let delayMs = 0;
    for (const wait of waits) if (isOnWay(wait, direction)) delayMs += this.#delay(wait, connection);
    for (const armed of latencies) this.#use(armed);
    if (main !== undefined) {
      if (main.fault.kind === "freeze") main.frozen.add(connection);
      this.#use(main);
    }
    if (main === undefined && delayMs === 0) return null;
    return {
      fault: main?.fault ?? null,
      delayMs,
      noted: main?.fault.kind ?? (latencies.length > 0 ? "latency" : null),
    };
  }

  /** A connection is there. */
  opened(connection: FaultyConnection): void {
    this.#connections.add(connection);
  }

  /** A connection is gone: nobody can thaw it any more. */
  closed(connection: FaultyConnection): void {
    this.#connections.delete(connection);
    for (const armed of this.#armed) {
      if (armed.frozen.delete(connection)) this.#prune(armed);
    }
  }

  #delay(fault: FaultOptions, connection: Connection): number {
    if (fault.kind !== "latency") return 0;
    const { ms, jitterMs = 0 } = fault;
    if (jitterMs === 0) return ms;
    return ms + (this.#world.random.integer(`latency ${connection.id}`, 1_000_000) / 1_000_000) * jitterMs;
  }

  #strike(armed: Armed): void {
    armed.remaining = 0;
    for (const connection of [...this.#connections]) {
      if (!connection.isOpen || !isInScope(armed.fault, connection)) continue;
      armed.played++;
      if (armed.fault.kind === "drop") connection.drop();
      if (armed.fault.kind === "stream-error") connection.end(streamError(armed.fault));
      if (armed.fault.kind === "freeze") {
        armed.frozen.add(connection);
        connection.freeze();
      }
    }
  }

  #use(armed: Armed): void {
    armed.remaining--;
    armed.played++;
    this.#prune(armed);
  }

  #prune(armed: Armed): void {
    if (armed.remaining > 0 || armed.frozen.size > 0) return;
    this.#armed = this.#armed.filter((candidate) => candidate !== armed);
  }
}

function isImmediate(fault: FaultOptions): boolean {
  const acts = fault.kind === "drop" || fault.kind === "freeze" || fault.kind === "stream-error";
  return acts && fault.match === undefined && fault.direction === undefined;
}

function isHit(fault: FaultOptions, connection: Connection, direction: Direction, stanza: Stanza): boolean {
  return (
    isOnWay(fault, direction) &&
    isOfKind(fault, stanza) &&
    isInScope(fault, connection) &&
    (fault.match === undefined || isMatch(stanza, fault.match))
  );
}

function isInScope({ phone, device, connection: id }: FaultOptions, connection: Connection): boolean {
  if (id !== undefined && connection.id !== id) return false;
  if (phone !== undefined && connection.address?.account.phone !== phone) return false;
  return device === undefined || connection.address?.device === device;
}

function checked(options: FaultOptions): FaultOptions {
  const { times, phone } = options;
  if (times !== undefined && times !== Number.POSITIVE_INFINITY && !(Number.isInteger(times) && times > 0)) {
    throw new RangeError(`a fault plays a positive whole number of times, not ${times}`);
  }
  if (options.kind === "latency") {
    for (const ms of [options.ms, options.jitterMs ?? 0]) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`latency cannot be ${ms} ms`);
    }
  }
  return phone === undefined ? { ...options } : { ...options, phone: phoneDigits(phone) };
}

function snapshot({ id, fault, remaining, played, frozen }: Armed): ArmedFault {
  return { id, fault, remaining, played, frozen: [...frozen].map((connection) => connection.id) };
}

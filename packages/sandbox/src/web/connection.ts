import type { WebSocket } from "ws";
import { OnceWritten } from "../store/once-written.ts";
import { Lane } from "./faults/lane.ts";
import { isMatch } from "./faults/match.ts";
import { streamError } from "./faults/stream-error.ts";
import type { FaultyConnection, Play } from "./faults.ts";
import { iqFailure } from "./iq.ts";
import type { DeviceAddress } from "./model.ts";
import { element, type Stanza } from "./stanza.ts";
import type { Direction } from "./transcript.ts";
import { decodeStanza, encodeStanza } from "./wire/codec.ts";
import { encodeFrame, type FrameReader } from "./wire/frames.ts";
import type { Transport } from "./wire/noise.ts";
import type { World } from "./world.ts";

/** With more than this unsent, the client's own stanzas are not read any more: it must read what it asked for. */
const PAUSE_READING_BYTES = 2 ** 20;
/** With more than this unsent, a client is cut off. What must reach it is kept by the hub anyway. */
const GIVE_UP_BYTES = 64 * 2 ** 20;
/** How long a client may take to close its side after the farewell. */
const FAREWELL_MS = 2000;

/** One stanza under way, and the kind of the fault that plays on it. */
interface Passing {
  /** Null for the end of the connection. */
  readonly stanza: Stanza | null;
  readonly fault: string | null;
}

/** What a connection is made of once its handshake is done. */
export interface ConnectionParts {
  readonly id: number;
  readonly clientKey: Buffer;
  readonly transport: Transport;
  /** With what the client has sent behind the handshake. */
  readonly reader: FrameReader;
}

/** A client's WebSocket after the Noise handshake: stanzas in and out, in order, with the faults that play on them. */
export class ClientConnection implements FaultyConnection {
  readonly id: number;
  readonly clientKey: Buffer;
  address: DeviceAddress | null = null;
  isActive = false;
  /** Gets every stanza, strictly in order. */
  onStanza: (stanza: Stanza) => void = () => {};
  /** Called once, when the client is gone. */
  onClose: () => void = () => {};

  readonly #world: World;
  readonly #socket: WebSocket;
  readonly #transport: Transport;
  readonly #reader: FrameReader;
  readonly #outgoing = new Lane<Passing>((passing) => this.#write(passing));
  readonly #incoming = new Lane<Passing>((passing) => this.#handOver(passing));
  readonly #onceWritten: OnceWritten;
  #frozen = 0;
  /** The client must first read what it was sent. */
  #isReadingPaused = false;
  #state: "open" | "ending" | "closed" = "open";
  #farewell: NodeJS.Timeout | null = null;

  constructor(world: World, socket: WebSocket, { id, clientKey, transport, reader }: ConnectionParts) {
    this.#world = world;
    this.#onceWritten = new OnceWritten(world.store);
    this.#socket = socket;
    this.id = id;
    this.clientKey = clientKey;
    this.#transport = transport;
    this.#reader = reader;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Notes the beginning. To be called once, before anything is sent. */
  open(): void {
    this.#world.faults.opened(this);
    this.#world.transcript.event("opened", this);
    this.#socket.on("message", (data: Buffer) => {
      this.#reader.push(data);
      this.#read();
    });
    this.#socket.on("error", (error) => this.#world.transcript.failure(this, null, error));
    this.#socket.once("close", () => this.#left());
  }

  /** Reads what the client has sent behind the handshake. To be called once, when `onStanza` and `onClose` are set. */
  start(): void {
    this.#read();
  }

  send(stanza: Stanza): void {
    if (this.#state === "open") this.#pass("out", stanza);
  }

  end(...farewell: Stanza[]): void {
    if (this.#state !== "open") return;
    this.#state = "ending";
    this.#outgoing.settle();
    for (const stanza of [...farewell, null]) this.#outgoing.push({ stanza, fault: null });
  }

  drop(): void {
    if (this.#state === "closed") return;
    this.#state = "ending";
    this.#outgoing.clear();
    this.#socket.terminate();
  }

  freeze(): void {
    if (++this.#frozen > 1) return;
    this.#incoming.hold();
    this.#outgoing.hold();
  }

  thaw(): void {
    if (--this.#frozen > 0) return;
    this.#outgoing.release();
    this.#incoming.release();
  }

  settle(): void {
    this.#outgoing.settle();
    this.#incoming.settle();
  }

  /** Takes the frames that are complete. A frame that is none, or does not decrypt, ends the connection. */
  #read(): void {
    while (this.#state === "open" && !this.#isReadingPaused) {
      let stanza: Stanza;
      try {
        const frame = this.#reader.next();
        if (frame === null) return;
        const payload = this.#transport.incoming.open(frame);
        stanza = decodeStanza(payload);
      } catch (error) {
        this.#world.transcript.failure(this, null, new Error("undecodable stanza", { cause: error }));
        this.end(element("stream:error", {}, [element("xml-not-well-formed")]));
        return;
      }
      this.#pass("in", stanza);
    }
  }

  /** Sends a stanza on its way, unless a fault plays on it. */
  #pass(direction: Direction, stanza: Stanza): void {
    const lane = direction === "out" ? this.#outgoing : this.#incoming;
    const play = this.#world.faults.play(this, direction, stanza);
    if (play === null) lane.push({ stanza, fault: null });
    else this.#suffer(direction, lane, stanza, play);
  }

  #suffer(direction: Direction, lane: Lane<Passing>, stanza: Stanza, { fault, delayMs, noted }: Play): void {
    const passing: Passing = { stanza, fault: noted };
    const note = () => this.#world.transcript.stanza(direction, this, stanza, noted);
    switch (fault?.kind) {
      case "lose":
      case "lose-ack":
        note();
        break;
      case "drop":
        note();
        this.drop();
        break;
      case "stream-error":
        note();
        this.end(streamError(fault));
        break;
      case "refuse-iq":
        note();
        this.#outgoing.push({ ...passing, stanza: iqFailure(stanza, fault.code, fault.text ?? "refused") });
        break;
      case "freeze":
        this.freeze();
        lane.push(passing, delayMs);
        break;
      case "reorder":
        lane.pushBehind(passing, (next) => next.stanza !== null && isMatch(next.stanza, fault.match ?? {}));
        break;
      case "duplicate":
        lane.push(passing, delayMs);
        lane.push(passing);
        break;
      default:
        lane.push(passing, delayMs);
    }
  }

  #write({ stanza, fault }: Passing): void {
    if (!this.#canSend) return;
    if (stanza === null) {
      this.#onceWritten.do(() => this.#sayGoodbye());
      return;
    }
    let frame: Buffer;
    try {
      frame = encodeFrame(this.#transport.outgoing.seal(encodeStanza(stanza)));
    } catch (error) {
      // A stanza that a part of the sandbox built wrongly: no reason to punish the client, and none to hide it.
      this.#world.transcript.failure(this, stanza, error);
      return;
    }
    this.#world.transcript.stanza("out", this, stanza, fault);
    this.#onceWritten.do(() => this.#transmit(frame));
  }

  /** Nothing can be sent to a client that has left, although what it sent before may still be under way. */
  get #canSend(): boolean {
    return this.#state !== "closed" && this.#socket.readyState === this.#socket.OPEN;
  }

  #sayGoodbye(): void {
    if (!this.#canSend) return;
    this.#socket.close();
    this.#farewell = setTimeout(() => this.#socket.terminate(), FAREWELL_MS);
  }

  #transmit(frame: Buffer): void {
    if (!this.#canSend) return;
    if (this.#socket.bufferedAmount + frame.length <= PAUSE_READING_BYTES) {
      this.#socket.send(frame);
      return;
    }
    if (this.#socket.bufferedAmount > GIVE_UP_BYTES) {
      this.#world.transcript.failure(this, null, new Error("the client does not read what it is sent"));
      this.drop();
      return;
    }
    this.#isReadingPaused = true;
    this.#socket.pause();
    this.#socket.send(frame, () => {
      if (!this.#isReadingPaused || this.#socket.bufferedAmount >= PAUSE_READING_BYTES) return;
      this.#isReadingPaused = false;
      this.#socket.resume();
      this.#read();
    });
  }

  #handOver({ stanza, fault }: Passing): void {
    if (stanza === null) {
      this.#closed();
      return;
    }
    if (this.#state !== "open") return;
    this.#world.transcript.stanza("in", this, stanza, fault);
    try {
      this.onStanza(stanza);
    } catch (error) {
      this.#world.transcript.failure(this, stanza, error);
    }
  }

  /** The client is gone, but for what latency keeps back of it: a logout comes right before the end. */
  #left(): void {
    if (this.#state !== "open" || this.#frozen > 0) {
      this.#closed();
      return;
    }
    this.#incoming.settle();
    this.#incoming.push({ stanza: null, fault: null });
  }

  #closed(): void {
    this.#state = "closed";
    if (this.#farewell !== null) clearTimeout(this.#farewell);
    this.#incoming.clear();
    this.#outgoing.clear();
    this.#world.faults.closed(this);
    this.#world.transcript.event("closed", this);
    try {
      this.onClose();
    } catch (error) {
      this.#world.transcript.failure(this, null, error);
    }
  }
}

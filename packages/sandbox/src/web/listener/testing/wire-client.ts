import { Curve, type KeyPair, makeNoiseHandler, NOISE_WA_HEADER, proto } from "@whiskeysockets/baileys";
import { pino } from "pino";
import { WebSocket } from "ws";
import { Waiters } from "../../../graph/waiters.ts";
import type { Stanza } from "../../stanza.ts";
import { encodeStanza } from "../../wire/codec.ts";

const SILENT = pino({ level: "silent" });

/** How a bare client connects. */
export interface WireClientOptions {
  readonly routingInfo?: Buffer;
  /** The client's static key; a new one unless given. */
  readonly noiseKey?: KeyPair;
  /** What it says of itself: nothing but a push name unless given. */
  readonly payload?: proto.IClientPayload;
  readonly webSocket?: ConstructorParameters<typeof WebSocket>[2];
  /** Gets every stanza, beside its being kept in `received`. */
  readonly onStanza?: (stanza: Stanza) => void;
  /** Cuts what is sent into the pieces that become WebSocket messages. */
  readonly cut?: (bytes: Buffer) => Buffer[];
}

/** A bare client: Baileys' own noise handler on a WebSocket, and no logic above stanzas. */
export class WireClient {
  readonly socket: WebSocket;
  readonly received: Stanza[] = [];
  readonly closed: Promise<number>;
  readonly noiseKey: KeyPair;
  readonly #payload: proto.IClientPayload;
  readonly #onStanza: (stanza: Stanza) => void;
  readonly #noise: ReturnType<typeof makeNoiseHandler>;
  readonly #ephemeral = Curve.generateKeyPair();
  readonly #cut: (bytes: Buffer) => Buffer[];
  readonly #arrived = new Waiters<Stanza>();

  private constructor(url: string, options: WireClientOptions) {
    const { routingInfo, webSocket, cut = (bytes: Buffer) => [bytes], noiseKey, payload } = options;
    this.#onStanza = options.onStanza ?? (() => {});
    this.noiseKey = noiseKey ?? Curve.generateKeyPair();
    this.#payload = payload ?? { pushName: "wire client" };
    this.socket = new WebSocket(url, webSocket);
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.once("close", resolve));
    this.#cut = cut;
    this.#noise = makeNoiseHandler({
      keyPair: this.#ephemeral,
      NOISE_HEADER: NOISE_WA_HEADER,
      logger: SILENT,
      ...(routingInfo === undefined ? {} : { routingInfo }),
    });
  }

  /** Resolves when the handshake is done on the client's side. */
  static async connect(url: string, options: WireClientOptions = {}): Promise<WireClient> {
    const client = new WireClient(url, options);
    await new Promise<void>((resolve, reject) => {
      client.socket.once("open", resolve);
      client.socket.once("error", reject);
    });
    await client.#shakeHands();
    return client;
  }

  send(...stanzas: Stanza[]): void {
    this.#write(Buffer.concat(stanzas.map((stanza) => this.#noise.encodeFrame(encodeStanza(stanza)))));
  }

  /** Sends a payload that may be no stanza, encrypted as it should be. */
  sendPayload(payload: Buffer): void {
    this.#write(this.#noise.encodeFrame(payload));
  }

  /** Resolves with the first stanza of this kind, also one that has come before. */
  async receive(accepts: (stanza: Stanza) => boolean): Promise<Stanza> {
    return this.received.find(accepts) ?? this.#arrived.wait("stanza for the client", accepts, 5000);
  }

  /** Resolves when so many have come. */
  async receiveCount(count: number): Promise<Stanza[]> {
    while (this.received.length < count) await this.#arrived.wait(`${count} stanzas`, () => true, 5000);
    return this.received;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #shakeHands(): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      let isGreeted = false;
      const onFrame = (frame: Uint8Array | Stanza): void => {
        if (isGreeted) {
          this.received.push(frame as Stanza);
          this.#arrived.notify(frame as Stanza);
          this.#onStanza(frame as Stanza);
          return;
        }
        isGreeted = true;
        try {
          this.#finish(frame as Uint8Array).then(resolve, reject);
        } catch (error) {
          reject(error);
        }
      };
      this.socket.on("message", (data: Buffer) => {
        void this.#noise.decodeFrame(data, onFrame);
      });
      this.socket.once("close", () => reject(new Error("closed during the handshake")));
    });
    const clientHello = { ephemeral: this.#ephemeral.public };
    this.#write(this.#noise.encodeFrame(proto.HandshakeMessage.encode({ clientHello }).finish()));
    return done;
  }

  async #finish(frame: Uint8Array): Promise<void> {
    const key = this.#noise.processHandshake(proto.HandshakeMessage.decode(frame), this.noiseKey);
    const payload = this.#noise.encrypt(proto.ClientPayload.encode(this.#payload).finish());
    const clientFinish = { static: key, payload };
    this.#write(this.#noise.encodeFrame(proto.HandshakeMessage.encode({ clientFinish }).finish()));
    await this.#noise.finishInit();
  }

  #write(bytes: Buffer): void {
    for (const piece of this.#cut(bytes)) this.socket.send(piece);
  }
}

import { proto } from "@whiskeysockets/baileys";
import type { WebSocket } from "ws";
import type { ConnectionParts } from "../connection.ts";
import type { Party } from "../transcript.ts";
import { encodeFrame, FrameReader, type Intro, LONGEST_FRAME_BYTES } from "../wire/frames.ts";
import { keyPair } from "../wire/key-pair.ts";
import { HandshakeError, NoiseHandshake, type ServerIdentity } from "../wire/noise.ts";
import type { World } from "../world.ts";

/** Handshake messages are small: a registration is under two kilobytes. */
const LONGEST_HANDSHAKE_FRAME_BYTES = 2 ** 16;

/** What a client said at its arrival. */
export interface ClientHello {
  /** The Noise static key that it proved to have (32 bytes). */
  readonly clientKey: Buffer;
  readonly payload: proto.ClientPayload;
  /** The routing info of an earlier connection; null without one. */
  readonly routingInfo: Buffer | null;
}

/** How a handshake is made. */
export interface HandshakeOptions {
  /** The connection's id. */
  readonly id: number;
  readonly identity: ServerIdentity;
  /** A client that is not done by then is cut off. */
  readonly timeoutMs: number;
  /** Called once, in the turn in which the last byte came; not for a handshake that fails. */
  readonly onDone: (parts: ConnectionParts, hello: ClientHello) => void;
}

/**
 * Brings a fresh WebSocket through the Noise handshake. One that fails (wrong bytes, too long a frame, a key that does
 * not decrypt, silence) is in the transcript with its reason, and closed.
 */
export function shakeHands(world: World, socket: WebSocket, options: HandshakeOptions): void {
  const { id, identity, timeoutMs, onDone } = options;
  const party: Party = { id, address: null };
  const reader = new FrameReader(LONGEST_HANDSHAKE_FRAME_BYTES);
  const noise = new NoiseHandshake(identity, keyPair(world.random.bytes("noise ephemeral key", 32)));
  let intro: Intro | null = null;
  let isGreeted = false;

  const timer = setTimeout(() => fail(new HandshakeError(`no handshake within ${timeoutMs} ms`)), timeoutMs);
  socket.on("message", onMessage);
  socket.on("error", onError);
  socket.once("close", onClose);

  function onMessage(data: Buffer): void {
    reader.push(data);
    try {
      intro ??= reader.intro();
      if (intro !== null) readFrames(intro);
    } catch (error) {
      fail(error);
    }
  }

  function readFrames({ routingInfo }: Intro): void {
    if (!isGreeted) {
      const hello = reader.next();
      if (hello === null) return;
      socket.send(encodeFrame(noise.hello(hello)));
      isGreeted = true;
    }
    const finish = reader.next();
    if (finish === null) return;
    const { clientKey, payload } = noise.finish(finish);
    const hello = { clientKey, payload: clientPayload(payload), routingInfo };
    release();
    reader.limit = LONGEST_FRAME_BYTES;
    onDone({ id, clientKey, transport: noise.transport(), reader }, hello);
  }

  function onError(error: Error): void {
    world.transcript.failure(party, null, error);
  }

  function onClose(): void {
    release();
    world.transcript.event("failed", party, "the client left during the handshake");
  }

  function fail(error: unknown): void {
    release();
    // The socket may still fail until it is closed, and an error that nobody listens for would end the process.
    socket.on("error", () => {});
    world.transcript.failure(party, null, error);
    socket.terminate();
  }

  function release(): void {
    clearTimeout(timer);
    socket.off("message", onMessage);
    socket.off("error", onError);
    socket.off("close", onClose);
  }
}

function clientPayload(bytes: Buffer): proto.ClientPayload {
  try {
    return proto.ClientPayload.decode(bytes);
  } catch (error) {
    throw new HandshakeError("not a client payload", { cause: error });
  }
}

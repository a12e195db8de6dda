import { once } from "node:events";
import { memoryAuth } from "@waxwing/sandbox/testing/memory-auth";
import { type AuthenticationState, makeWASocket, type WAMessage, type WASocket } from "@whiskeysockets/baileys";
import { pino } from "pino";

const silent = pino({ level: "silent" });

/** A bare Baileys client. */
export interface BareClient {
  readonly phone: string;
  readonly auth: AuthenticationState;
  readonly socket: WASocket;
  /** From the scan of the QR code to the open connection, in milliseconds. */
  readonly openMs: number;
}

/** Links a client to a number through the sandbox's admin API, as a user's own test would. Its keys are in memory unless told. */
export async function pairBareClient(url: string, phone: string, auth = memoryAuth()): Promise<BareClient> {
  const sent = new Map<string, WAMessage>();
  let scannedAt = 0;
  return new Promise((resolve, reject) => {
    const start = (): void => {
      const socket = makeWASocket({
        auth,
        logger: silent,
        waWebSocketUrl: `${url.replace("http", "ws")}/ws/chat`,
        getMessage: async ({ id }) => sent.get(id ?? "")?.message ?? undefined,
      });
      socket.ev.on("messages.upsert", ({ messages }) => {
        for (const message of messages) if (message.key.fromMe) sent.set(message.key.id ?? "", message);
      });
      socket.ev.on("connection.update", ({ qr, connection, lastDisconnect }) => {
        if (qr !== undefined && scannedAt === 0) {
          scannedAt = performance.now();
          scan(url, phone, qr).catch(reject);
        }
        if (connection === "open") resolve({ phone, auth, socket, openMs: performance.now() - scannedAt });
        if (connection !== "close") return;
        // After pairing the server asks for a new connection (515).
        if ((lastDisconnect?.error as { output?: { statusCode?: number } })?.output?.statusCode === 515) start();
        else reject(lastDisconnect?.error ?? new Error("the connection ended"));
      });
    };
    start();
  });
}

/** Ends a client's session, if it has not ended, and waits for it. */
export async function endSession({ socket }: BareClient): Promise<void> {
  if (!socket.ws.isOpen) return;
  const ended = new Promise<void>((resolve) => {
    socket.ev.on("connection.update", ({ connection }) => connection === "close" && resolve());
  });
  socket.end(undefined);
  await ended;
}

async function scan(url: string, phone: string, qr: string): Promise<void> {
  const answer = await fetch(`${url}/admin/mock-phone/scan-qr?number=${phone}`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: qr,
  });
  if (!answer.ok) throw new Error(`the scan was answered with ${answer.status}: ${await answer.text()}`);
}

/** Waits for one message of the parent process. */
export async function nextTask(): Promise<unknown> {
  const [task] = await once(process, "message");
  return task;
}

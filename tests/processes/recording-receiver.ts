import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { EventEnvelope } from "@waxwing/contract";
import { chatKeyOf } from "@waxwing/core";

/** A delivery that arrived, with the answer that it was given. */
export interface RecordedDelivery {
  readonly id: string;
  readonly chat: string;
  readonly sequence: number;
  readonly status: number;
}

/** A webhook receiver that outlives the server under test. */
export interface RecordingReceiver {
  readonly url: string;
  /** In the order of arrival. */
  readonly deliveries: readonly RecordedDelivery[];
  /** Deliveries that were answered 200, each event at its first time, in the order of arrival. */
  firstAccepted(): RecordedDelivery[];
  close(): Promise<void>;
}

/** Starts a receiver; `answer` gives the status for the n-th delivery (from 1). */
export async function startRecordingReceiver(
  answer: (count: number) => number = () => 200,
): Promise<RecordingReceiver> {
  const deliveries: RecordedDelivery[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const event = JSON.parse(Buffer.concat(chunks).toString("utf8")) as EventEnvelope;
      const status = answer(deliveries.length + 1);
      // The payload was typed when it was appended; the key of the chat is read from it as the channel reads it.
      const chat = chatKeyOf(event as unknown as Parameters<typeof chatKeyOf>[0]);
      deliveries.push({ id: event.id, chat, sequence: event.sequence, status });
      response.writeHead(status, { "content-length": 0 }).end();
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    deliveries,
    firstAccepted() {
      const seen = new Set<string>();
      return deliveries.filter(({ id, status }) => status === 200 && !seen.has(id) && seen.add(id));
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

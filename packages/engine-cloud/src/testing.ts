import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { defaultSettings } from "@waxwing/contract";
import type {
  EngineInstance,
  InboundBatch,
  InboundRoute,
  Inbox,
  MessageSending,
  OutgoingMessage,
  SendReceipt,
} from "@waxwing/core";
import type { EngineLog } from "./engine-log.ts";

/** A log that keeps its lines. */
export interface RecordingLog extends EngineLog {
  readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[];
}

export function recordingLog(): RecordingLog {
  const lines: RecordingLog["lines"] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

export interface TestServer {
  readonly url: string;
  close(): Promise<void>;
}

/** An HTTP server on a free port of this machine. */
export async function serve(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Mounts inbound routes as apps/server does, without anything else. */
export function serveRoutes(routes: readonly InboundRoute[]): Promise<TestServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const route = routes.find(({ method, path }) => method === request.method && path === url.pathname);
    if (route === undefined) {
      response.writeHead(404).end();
      return;
    }
    const result = await route.handle({
      rawBody: await bodyOf(request),
      headers: request.headers,
      query: Object.fromEntries(url.searchParams),
      requestId: "test-request",
    });
    response.writeHead(result.status, { "content-type": result.contentType }).end(result.body);
  };
  return serve((request, response) => void answer(request, response));
}

/** An inbox that keeps what it is given. */
export interface RecordingInbox extends Inbox {
  readonly received: { readonly instanceId: string; readonly batch: InboundBatch }[];
  /** Runs before a batch counts as stored; a rejection is the inbox's own. */
  beforeStoring: (instanceId: string) => Promise<void>;
}

export function recordingInbox(): RecordingInbox {
  const inbox: RecordingInbox = {
    received: [],
    beforeStoring: async () => {},
    async receive(instanceId, batch) {
      await inbox.beforeStoring(instanceId);
      inbox.received.push({ instanceId, batch });
    },
  };
  return inbox;
}

export function engineInstance(changes: Partial<EngineInstance> = {}): EngineInstance {
  return {
    id: "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b11",
    name: "shop",
    integration: "WHATSAPP-BUSINESS",
    number: "123456789012345",
    businessId: "987654321098765",
    credentials: "test-token",
    connectionState: "open",
    ownerJid: null,
    settings: defaultSettings,
    proxy: null,
    ...changes,
  };
}

export function outgoingText({
  text = "Hello",
  linkPreview,
  ...changes
}: Partial<OutgoingMessage> & { text?: string; linkPreview?: boolean } = {}): OutgoingMessage {
  return {
    attemptId: "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b12",
    messageId: undefined,
    remoteJid: "5511999999999@s.whatsapp.net",
    content: { kind: "text", text, linkPreview },
    quoted: undefined,
    mentioned: [],
    mentionsEveryOne: false,
    ...changes,
  };
}

/** Prepares and delivers a message, as the core does. */
export async function sendThrough(
  { messages }: { readonly messages: MessageSending },
  instance: EngineInstance,
  outgoing: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendReceipt> {
  const { messageId, message, engineData } = await messages.prepareSend(instance, outgoing, signal);
  const { attemptId, remoteJid } = outgoing;
  const noted = Promise.resolve();
  return messages.deliver(instance, { attemptId, remoteJid, messageId, message, engineData, noted, outgoing }, signal);
}

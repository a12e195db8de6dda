import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WaxwingError } from "@waxwing/contract";
import type { EngineInstance, OutgoingContent, OutgoingMessage, PreparedMessage, SendReceipt } from "@waxwing/core";
import { createMedia, type Media } from "@waxwing/media";
import { createOutbound, type Outbound } from "@waxwing/outbound";
import { type Contact, type Sandbox, startSandbox } from "@waxwing/sandbox";
import { connectClient, type TestClient, type TestClientOptions } from "@waxwing/sandbox/testing/baileys-client";
import { pino } from "pino";
import { testInstance } from "../../connection/testing/test-instance.ts";
import type { WebSessions } from "../../session.ts";
import { testSession } from "../../testing/test-session.ts";
import { createMessageSending, type MessageSendingOptions } from "../message-sending.ts";

/** A sandbox, a linked client of +55 11 90000-0001, and what sends through it. */
export interface Stage extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly client: TestClient;
  readonly instance: EngineInstance;
  readonly sessions: WebSessions;
  readonly media: Media;
  readonly outbound: Outbound;
  readonly send: (to: string, content: OutgoingContent, more?: Partial<OutgoingMessage>) => Promise<Sent>;
  readonly prepare: (to: string, content: OutgoingContent, more?: Partial<OutgoingMessage>) => Promise<PreparedMessage>;
  readonly deliver: (
    to: string,
    prepared: PreparedMessage,
    signal?: AbortSignal,
    noted?: Promise<void>,
  ) => Promise<SendReceipt>;
  contact(phone: string): Promise<Contact>;
  /** A client of somebody else. */
  connect(options: TestClientOptions): Promise<TestClient>;
  /** Files of media that lie about. */
  temporaryFiles(): Promise<string[]>;
}

/** A message that was prepared and delivered. */
export interface Sent {
  readonly prepared: PreparedMessage;
  readonly receipt: SendReceipt;
}

export interface StageOptions {
  readonly config?: TestClientOptions["config"];
  readonly auth?: TestClientOptions["auth"];
  readonly sending?: Partial<MessageSendingOptions>;
}

export const ownPhone = "5511900000001";

/** The instance of all tests. */
const instance = testInstance("shop", {
  id: "af6c5b7c-ee27-4f94-9ea8-192393746ddd",
  number: ownPhone,
  connectionState: "open",
  ownerJid: `${ownPhone}@s.whatsapp.net`,
});

export async function setStage({ config = {}, auth, sending = {} }: StageOptions = {}): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), "waxwing-outbound-"));
  const sandbox = await startSandbox({ seed: "outbound", graph: { webhookUrl: null } });
  const { world, port, caPem } = sandbox;
  const reachable = { world, port, caPem, rootKey: Buffer.from(sandbox.rootKey, "base64") };
  const client = await connectClient(reachable, {
    phone: ownPhone,
    name: "Shop",
    initialSync: false,
    config,
    ...(auth === undefined ? {} : { auth }),
  });
  const others: TestClient[] = [];
  const log = pino({ level: "silent" });
  const outbound = createOutbound({ allowPrivate: ["127.0.0.0/8"], userAgent: "Waxwing-Test" });
  const media = createMedia({ directory, outbound, log, ffmpegPath: null });
  const sessions: WebSessions = {
    of({ id }) {
      if (!client.isOpen) throw new WaxwingError("INSTANCE_NOT_CONNECTED");
      return testSession(id, client.socket, log);
    },
  };
  const messages = createMessageSending({ sessions, media, outbound, ...sending });
  const never = new AbortController().signal;

  const prepare: Stage["prepare"] = async (remoteJid, content, more = {}) => {
    const outgoing: OutgoingMessage = {
      attemptId: crypto.randomUUID(),
      messageId: undefined,
      remoteJid,
      content,
      quoted: undefined,
      mentioned: [],
      mentionsEveryOne: false,
      ...more,
    };
    return messages.prepareSend(instance, outgoing, never);
  };
  const deliver: Stage["deliver"] = (
    remoteJid,
    { messageId, message, engineData },
    signal = never,
    noted = Promise.resolve(),
  ) =>
    messages.deliver(
      instance,
      { attemptId: crypto.randomUUID(), remoteJid, messageId, message, engineData, noted, outgoing: undefined },
      signal,
    );
  return {
    sandbox,
    client,
    instance,
    sessions,
    media,
    outbound,
    prepare,
    deliver,
    async send(remoteJid, content, more) {
      const prepared = await prepare(remoteJid, content, more);
      return { prepared, receipt: await deliver(remoteJid, prepared) };
    },
    contact: (phone) => sandbox.contact(phone),
    async connect(options) {
      const other = await connectClient(reachable, options);
      others.push(other);
      return other;
    },
    temporaryFiles: () => readdir(join(directory, "temporary")),
    async [Symbol.asyncDispose]() {
      for (const each of [client, ...others]) await each.close();
      await sandbox.close();
      await media.close();
      await outbound.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The phone JID of a number. */
export function jid(phone: string): string {
  return `${phone}@s.whatsapp.net`;
}

export const plainText = (text: string): OutgoingContent => ({ kind: "text", text, linkPreview: false });

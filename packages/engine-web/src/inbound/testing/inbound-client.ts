import { defaultSettings, type Settings } from "@waxwing/contract";
import type { EngineInstance } from "@waxwing/core";
import { type ReachableSandbox, TestClient } from "@waxwing/sandbox/testing/baileys-client";
import { type BinaryNode, type CacheStore, proto, type WACallEvent, type WASocket } from "@whiskeysockets/baileys";
import { pino } from "pino";
import { createInbound } from "../inbound.ts";
import type { Inbound } from "../types.ts";
import { type MemoryKeys, memoryKeys } from "./memory-keys.ts";
import { RecordingInbox } from "./recording-inbox.ts";

export interface InboundClientOptions {
  readonly phone?: string;
  readonly name?: string;
  readonly settings?: Partial<Settings>;
  readonly initialSync?: boolean;
  readonly askAgainMs?: number;
  /** What Baileys remembers of messages that it asked the phone for. */
  readonly placeholderResendCache?: CacheStore;
}

/** An unmodified Baileys client whose events go through the inbound side. */
export class InboundClient extends TestClient {
  readonly keys: MemoryKeys;
  readonly inbox = new RecordingInbox();
  readonly calls: WACallEvent[] = [];
  readonly changedGroups: string[] = [];
  readonly failures: Error[] = [];
  readonly inbound: Inbound;
  settings: Settings;
  /** While false, events are lost as in a crash. */
  isListening = true;
  #present: WASocket | undefined;

  constructor(sandbox: ReachableSandbox, options: InboundClientOptions = {}) {
    const { phone = "15550000001", name, settings = {}, initialSync = false, placeholderResendCache } = options;
    const keys = memoryKeys();
    super(sandbox, {
      phone,
      auth: keys.auth,
      initialSync,
      ...(name === undefined ? {} : { name }),
      config: {
        makeSignalRepository: keys.makeSignalRepository,
        getMessage: async ({ id }) => this.#stored(id ?? ""),
        shouldSyncHistoryMessage: () => true,
        ...(placeholderResendCache === undefined ? {} : { placeholderResendCache }),
      },
    });
    this.keys = keys;
    this.settings = { ...defaultSettings, ...settings };
    this.inbox.onHandled((digests) => keys.handle(digests));
    this.inbound = createInbound({
      instance: () => this.#instance(),
      keys,
      inbox: this.inbox,
      messages: this.inbox,
      socket: () => this.#present,
      group: async (group) => this.#present?.groupMetadata(group),
      ...(options.askAgainMs === undefined ? {} : { askAgainMs: options.askAgainMs }),
      onGroupChange: (group) => this.changedGroups.push(group),
      onCall: (call) => this.calls.push(call),
      log: pino({ level: "silent" }),
      onFailure: (error) => this.failures.push(error),
    });
  }

  override start(): void {
    super.start();
    const { socket } = this;
    this.#present = socket;
    this.keys.forgetConnection();
    socket.ws.on("frame", (node: BinaryNode) => this.keys.noteStanza(node));
    socket.ev.process((events) => {
      if (this.isListening) this.inbound.process(events);
    });
  }

  #stored(id: string): proto.IMessage | undefined {
    const engineData = this.inbox.message(id)?.engineData;
    const stored = engineData === undefined ? undefined : proto.WebMessageInfo.decode(engineData).message;
    return stored ?? this.messages.get(id)?.message ?? undefined;
  }

  #instance(): EngineInstance {
    return {
      id: "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b11",
      name: "test",
      integration: "WHATSAPP-BAILEYS",
      number: null,
      businessId: null,
      credentials: null,
      connectionState: "open",
      ownerJid: this.jid,
      settings: this.settings,
      proxy: null,
    };
  }
}

import { WaxwingError } from "@waxwing/contract";
import type {
  AnyEngine,
  ConnectAnswer,
  Engine,
  EngineInstance,
  OutgoingText,
  SendReceipt,
  TextSending,
} from "../engine.ts";

/** An engine whose sends are decided by the test. */
export interface ScriptedEngine extends Engine, TextSending {
  readonly sent: { instance: string; message: OutgoingText }[];
  /** What the next sends do; by default they are accepted under `wamid.<n>`. */
  onSend: (message: OutgoingText, signal: AbortSignal) => Promise<SendReceipt> | SendReceipt;
}

/** A WHATSAPP-BUSINESS engine without a network, for tests of the core alone. */
export function scriptedEngine(): ScriptedEngine & AnyEngine {
  let count = 0;
  const open = (instance: EngineInstance): ConnectAnswer => ({
    instance: { instanceName: instance.name, state: "open" },
  });
  const engine: ScriptedEngine = {
    integration: "WHATSAPP-BUSINESS",
    maxTextLength: 4096,
    sent: [],
    onSend(message) {
      count += 1;
      return { messageId: `wamid.${count}`, remoteJid: message.remoteJid };
    },
    prepare(creation) {
      if (creation.token === undefined) throw new WaxwingError("CREDENTIALS_REQUIRED");
      return {
        number: creation.number ?? null,
        businessId: creation.businessId ?? null,
        credentials: creation.token,
        connectionState: "open",
        ownerJid: null,
        instanceToken: undefined,
        inboundUrl: null,
      };
    },
    connect: async (instance) => open(instance),
    restart: async (instance) => open(instance),
    logout: async () => undefined,
    release: async () => undefined,
    async sendText(instance, message, signal) {
      engine.sent.push({ instance: instance.name, message });
      return engine.onSend(message, signal);
    },
  };
  return engine;
}

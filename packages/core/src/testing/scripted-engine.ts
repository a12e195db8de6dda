import { WaxwingError } from "@waxwing/contract";
import type {
  AnyEngine,
  ConnectAnswer,
  DeliverableMessage,
  EngineInstance,
  MessageSending,
  OutgoingMessage,
  SendReceipt,
} from "../engine.ts";
import { sentContextOf } from "../sent-context.ts";

/** An engine whose sends are decided by the test. */
export interface ScriptedEngine extends AnyEngine {
  readonly messages: MessageSending;
  /** What was handed over to be delivered. */
  readonly sent: { instance: string; message: ScriptedDelivery }[];
  /** What the next sends do; by default they are accepted under the id that was chosen, else under `wamid.<n>`. */
  onSend: (message: ScriptedDelivery, signal: AbortSignal) => Promise<SendReceipt> | SendReceipt;
}

/** What was delivered, with what it was made of where that is known. */
export type ScriptedDelivery = DeliverableMessage & Partial<Pick<OutgoingMessage, "quoted" | "mentioned" | "content">>;

export interface ScriptedEngineOptions {
  /** An engine that chooses the ids (`OWN.<n>`) and can deliver again, as WhatsApp Web does. Default: as Cloud API. */
  readonly isRepeatable?: boolean;
  /** More abilities. */
  readonly capabilities?: Partial<AnyEngine>;
}

/** A WHATSAPP-BUSINESS engine without a network, for tests of the core alone. */
export function scriptedEngine({
  isRepeatable = false,
  capabilities = {},
}: ScriptedEngineOptions = {}): ScriptedEngine {
  let prepared = 0;
  let accepted = 0;
  const open = (instance: EngineInstance): ConnectAnswer => ({
    instance: { instanceName: instance.name, state: "open" },
  });
  const messages: MessageSending = {
    sendable: new Set(["text"]),
    isRepeatable,
    maxTextLength: 4096,
    async prepareSend(_instance, message) {
      if (message.content.kind !== "text") throw new Error("only texts are sendable");
      const { text } = message.content;
      prepared += 1;
      return {
        messageId: isRepeatable ? (message.messageId ?? `OWN.${prepared}`) : undefined,
        messageType: "conversation",
        message: { conversation: text },
        contextInfo: sentContextOf(message),
        engineData: isRepeatable ? Buffer.from(`engine's form of ${text}`) : undefined,
      };
    },
    async deliver(instance, message, signal) {
      await message.noted;
      const delivery = { ...message.outgoing, ...message };
      engine.sent.push({ instance: instance.name, message: delivery });
      return engine.onSend(delivery, signal);
    },
  };
  const engine: ScriptedEngine = {
    integration: "WHATSAPP-BUSINESS",
    messages,
    sent: [],
    onSend({ messageId, remoteJid }) {
      if (messageId !== undefined) return { messageId, remoteJid };
      accepted += 1;
      return { messageId: `wamid.${accepted}`, remoteJid };
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
    ...capabilities,
  };
  return engine;
}

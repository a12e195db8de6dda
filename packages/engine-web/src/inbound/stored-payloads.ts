import {
  type BinaryNode,
  cleanMessage,
  decryptMessageNode,
  type SignalRepositoryWithLIDStore,
  type WAMessage,
} from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { PendingPayload, SessionKeys } from "../session.ts";
import { faultOf } from "./fault.ts";

/** A message that was decrypted earlier. */
export interface StoredPayload {
  readonly message: WAMessage;
  readonly digests: readonly Buffer[];
}

/**
 * What was decrypted and has not become events, oldest first, read by Baileys' own code as if it came now. With `id` only
 * the message with that id. Payloads of which Baileys can make no message stay where they are: they must not keep a connection
 * from being made.
 */
export async function storedPayloads(keys: SessionKeys, log: Logger, id?: string): Promise<StoredPayload[]> {
  const { me } = keys.auth.creds;
  if (me === undefined) return [];
  const messages: StoredPayload[] = [];
  for (const parts of byStanza(await keys.pending())) {
    const [first] = parts;
    if (first === undefined || (id !== undefined && first.stanza["id"] !== id)) continue;
    try {
      const message = await decode(parts, first.stanza, me, keys.repository);
      messages.push({ message, digests: parts.map(({ digest }) => digest) });
    } catch (error) {
      log.error({ fault: faultOf(error) }, "a stored payload cannot be read");
    }
  }
  return messages;
}

/** Payloads of one stanza: the sender key of a group comes beside the message that needs it. */
function byStanza(payloads: readonly PendingPayload[]): PendingPayload[][] {
  const stanzas = new Map<string, PendingPayload[]>();
  for (const payload of payloads) {
    const { id, from, participant } = payload.stanza;
    const name = JSON.stringify([id, from, participant]);
    const parts = stanzas.get(name);
    if (parts === undefined) stanzas.set(name, [payload]);
    else parts.push(payload);
  }
  return [...stanzas.values()];
}

async function decode(
  parts: readonly PendingPayload[],
  stanza: PendingPayload["stanza"],
  me: { readonly id: string; readonly lid?: string | undefined },
  repository: SignalRepositoryWithLIDStore | undefined,
): Promise<WAMessage> {
  const node: BinaryNode = {
    tag: "message",
    attrs: { ...stanza },
    content: parts.map(({ type, plaintext }) => ({ tag: "enc", attrs: { v: "2", type }, content: plaintext })),
  };
  const lid = me.lid ?? "";
  const { fullMessage, decrypt } = decryptMessageNode(node, me.id, lid, openRepository(repository), silence);
  await decrypt();
  const message: WAMessage = fullMessage;
  cleanMessage(message, me.id, lid);
  return message;
}

/** A repository for which everything is decrypted already. What distributes sender keys goes to the real one. */
function openRepository(repository: SignalRepositoryWithLIDStore | undefined): SignalRepositoryWithLIDStore {
  const open: Pick<
    SignalRepositoryWithLIDStore,
    "decryptMessage" | "decryptGroupMessage" | "processSenderKeyDistributionMessage" | "migrateSession"
  > & { lidMapping: Pick<SignalRepositoryWithLIDStore["lidMapping"], "getLIDForPN" | "storeLIDPNMappings"> } = {
    decryptMessage: async ({ ciphertext }) => ciphertext,
    decryptGroupMessage: async ({ msg }) => msg,
    async processSenderKeyDistributionMessage(distribution) {
      await repository?.processSenderKeyDistributionMessage(distribution);
    },
    migrateSession: async () => ({ migrated: 0, skipped: 0, total: 0 }),
    lidMapping: { getLIDForPN: async () => null, storeLIDPNMappings: async () => {} },
  };
  // Baileys' reading of a stanza calls nothing else of it.
  return open as unknown as SignalRepositoryWithLIDStore;
}

/** Baileys logs whole messages beside errors. */
const silence: Parameters<typeof decryptMessageNode>[4] = {
  level: "silent",
  child: () => silence,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
};

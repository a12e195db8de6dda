import { addTransactionCapability, DEFAULT_CONNECTION_CONFIG } from "@whiskeysockets/baileys";
import pino from "pino";
import { memoryAuth } from "../../../testing/memory-auth.ts";

const logger = pino({ level: "silent" });

/** A device as Baileys has it: its own Signal code over its own key store. */
export function baileysDevice() {
  const auth = memoryAuth();
  const keys = addTransactionCapability(auth.keys, logger, { maxCommitRetries: 1, delayBetweenTriesMs: 1 });
  const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
    { creds: auth.creds, keys },
    logger,
    async () => [],
  );
  const { signedIdentityKey, signedPreKey } = auth.creds;
  const bundle = {
    identityKey: Buffer.from(signedIdentityKey.public),
    signedPreKey: { id: signedPreKey.keyId, publicKey: Buffer.from(signedPreKey.keyPair.public) },
    preKey: null,
  };
  return { repository, bundle };
}

import { isPnUser, jidDecode, type SignalRepositoryWithLIDStore, type SocketConfig } from "@whiskeysockets/baileys";
import { makeLibSignalRepository } from "@whiskeysockets/baileys/lib/Signal/libsignal.js";
import { decodeKey } from "./encoding.ts";
import { serialLidMapping, withKnownAddresses } from "./lid-addresses.ts";
import type { Payloads } from "./payloads.ts";
import { createReadAhead, type ReadAhead } from "./read-ahead.ts";
import type { StanzaAttributes } from "./stanza-notes.ts";
import type { StagedChanges, Transactions } from "./transactions.ts";
import { hasOpenSession, hasPresentForm, hasSeveralSessions, isKeyUsed, withoutFailedTries } from "./tried-sessions.ts";

type MakeRepository = NonNullable<SocketConfig["makeSignalRepository"]>;

/** What the repository of a socket is made with. */
export interface RepositoryParts {
  readonly transactions: Transactions;
  readonly payloads: Payloads;
  /** Stanzas that may be decrypted before Baileys asks for it. */
  readonly readsAhead: (stanza: StanzaAttributes) => boolean;
  made(repository: SignalRepositoryWithLIDStore, ahead: ReadAhead): void;
}

/**
 * Baileys' own Signal repository over `transactions`: everything of it that changes a session is done in their one
 * queue, and resolves once it is committed, but for encryption: the socket's writes wait for that. What was decrypted is
 * committed with the ratchet's step, before Baileys sends its receipt.
 */
export function makeRepositoryFactory({ transactions, payloads, readsAhead, made }: RepositoryParts): MakeRepository {
  return (auth, logger, pnToLid) => {
    const inner = makeLibSignalRepository({ ...auth, keys: transactions.keys }, logger, pnToLid);
    const addresses = withKnownAddresses(inner, transactions.keys);
    serialLidMapping(inner, transactions, addresses);
    const inTurn: Transactions["run"] = transactions.run;
    /** Encryption goes ahead of its commit: what the socket writes is held for it. */
    const encrypting: Transactions["runAhead"] = transactions.runAhead;
    /** In turn, with the LID of `jid` looked up before: asking WhatsApp for it would hold up everybody. */
    const about: <T>(jid: string, ...work: Parameters<typeof inTurn<T>>) => Promise<T> = (jid, ...work) =>
      addresses.looked(jid, () => inTurn(...work));

    const ahead = createReadAhead(readsAhead, ({ stanza, type, ciphertext }, guard) => {
      const author = stanza["participant"] ?? stanza["from"] ?? "";
      const group = type === "skmsg" ? stanza["from"] : undefined;
      const row = payloads.rowOf({ author, group, type, ciphertext });
      const decrypt = async (): Promise<Uint8Array> => {
        if (group !== undefined) return inner.decryptGroupMessage({ group, authorJid: author, msg: ciphertext });
        // Of a number without a LID, Baileys learns it first.
        if (isPnUser(author)) await expectLid(transactions, author);
        if (type === "pkmsg") await expectSession(inner, author);
        return inner.decryptMessage({ jid: author, type: type === "pkmsg" ? "pkmsg" : "msg", ciphertext });
      };
      return addresses.asStored(author, () =>
        inTurn(
          () => guard(decrypt),
          async (plaintext, staged) => {
            await undoFailedTries(staged);
            return row(plaintext);
          },
        ),
      );
    });

    const repository: SignalRepositoryWithLIDStore = {
      ...inner,
      decryptMessage: (options) => {
        const { jid: author, type, ciphertext } = options;
        return ahead.decrypting(ciphertext, (early) =>
          payloads.decrypt({ author, group: undefined, type, ciphertext }, early, (row) =>
            about(
              author,
              () => tellUsedKey(inner, transactions, options),
              async (plaintext, staged) => {
                await undoFailedTries(staged);
                return row(plaintext);
              },
            ),
          ),
        );
      },
      decryptGroupMessage: (options) => {
        const { authorJid: author, group, msg: ciphertext } = options;
        return ahead.decrypting(ciphertext, (early) =>
          payloads.decrypt({ author, group, type: "skmsg", ciphertext }, early, (row) =>
            inTurn(
              () => inner.decryptGroupMessage(options).catch(tellOldCounter),
              async (plaintext) => row(plaintext),
            ),
          ),
        );
      },
      encryptMessage: (options) => addresses.looked(options.jid, () => encrypting(() => inner.encryptMessage(options))),
      encryptGroupMessage: (options) => encrypting(() => inner.encryptGroupMessage(options)),
      processSenderKeyDistributionMessage: (options) =>
        inTurn(() => inner.processSenderKeyDistributionMessage(options)),
      getSenderKeyDistributionMessage: (options) => inTurn(() => inner.getSenderKeyDistributionMessage(options)),
      hasSenderKey: (options) => inTurn(() => inner.hasSenderKey(options)),
      getSessionInfo: (jid) => about(jid, () => inner.getSessionInfo(jid)),
      // As Baileys does it, but without making libsignal's objects of the record: each message asks for each device.
      validateSession: (jid) =>
        about(jid, async () => {
          const record = await storedSession(inner, transactions, jid).catch(() => undefined);
          if (record === undefined) return { exists: false, reason: "no session" };
          if (!hasPresentForm(record)) return inner.validateSession(jid);
          return hasOpenSession(record) ? { exists: true } : { exists: false, reason: "no open session" };
        }),
      injectE2ESession: (options) => about(options.jid, () => inner.injectE2ESession(options)),
      migrateSession: (from, to) => inTurn(() => inner.migrateSession(from, to)),
      deleteSession: (jids) => inTurn(() => inner.deleteSession(jids)),
    };
    made(repository, ahead);
    return repository;
  };
}

async function expectLid({ keys }: Transactions, jid: string): Promise<void> {
  const user = jidDecode(jid)?.user ?? jid;
  const { [user]: lid } = await keys.get("lid-mapping", [user]);
  if (lid === undefined) throw new Error("the LID of the author is not known");
}

/** Writers begin every message like the first until they are answered; the first itself is for Baileys. */
async function expectSession(repository: SignalRepositoryWithLIDStore, jid: string): Promise<void> {
  const { exists } = await repository.validateSession(jid);
  if (!exists) throw new Error("the message may begin a session");
}

/** See {@link withoutFailedTries}. */
async function undoFailedTries(staged: StagedChanges): Promise<void> {
  for (const change of staged.changes) {
    if (change.type !== "session" || change.text === null) continue;
    const before = await staged.before(change);
    // With one session nothing else was tried, and the text need not be made now.
    if (before === null || !hasSeveralSessions(decodeKey("session", before))) continue;
    staged.replace({ ...change, text: withoutFailedTries(String(before), String(change.text)) });
  }
}

/** With these words Baileys knows a second delivery, and does not ask for the message again. */
const usedKeyText = "Key used already or never filled";

type DecryptOptions = Parameters<SignalRepositoryWithLIDStore["decryptMessage"]>[0];

/** Decrypts; a key that was used fails as such, where libsignal says that no session fits. */
async function tellUsedKey(
  inner: SignalRepositoryWithLIDStore,
  transactions: Transactions,
  options: DecryptOptions,
): Promise<Uint8Array> {
  try {
    return await inner.decryptMessage(options);
  } catch (error) {
    if (options.type !== "msg") throw error;
    const record = await storedSession(inner, transactions, options.jid);
    if (record === undefined || !isKeyUsed(record, options.ciphertext)) throw error;
    throw new Error(usedKeyText, { cause: error });
  }
}

/** The stored record of a device's sessions, which stands under its LID where that is known. */
async function storedSession(
  { lidMapping, jidToSignalProtocolAddress }: SignalRepositoryWithLIDStore,
  { keys }: Transactions,
  jid: string,
): Promise<unknown> {
  const address = jidToSignalProtocolAddress((await lidMapping.getLIDForPN(jid)) ?? jid);
  const { [address]: record } = await keys.get("session", [address]);
  return record;
}

function tellOldCounter(error: unknown): never {
  if (error instanceof Error && error.message.startsWith("Received message with old counter"))
    throw new Error(usedKeyText, { cause: error });
  throw error;
}

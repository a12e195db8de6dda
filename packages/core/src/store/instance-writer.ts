import type { SentMessage } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import { isInstanceGone } from "../failures.ts";
import type { InboundBatch } from "../inbox.ts";
import type { InstanceDirectory } from "../instance-directory.ts";
import { appendEvents, beginWithStreamLock, streamLockOf } from "../log/append.ts";
import type { DoubtfulAttempts } from "./doubtful-attempts.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import { createIdentityCache } from "./identities.ts";
import type { AttemptContent } from "./send-attempts.ts";
import { toSentMessage } from "./sent-message.ts";
import { type GroupOutcome, type WriterMemory, writeGroup } from "./write-group.ts";
import { rowOf } from "./write-messages.ts";
import { KnownAlready } from "./write-scope.ts";

/** A message that WhatsApp has accepted. */
export interface AcceptedSend {
  readonly attemptId: string;
  readonly keyId: string;
  readonly remoteJid: string;
  readonly content: AttemptContent;
  readonly engineData: Buffer | undefined;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly idempotencyId: string | undefined;
}

/** One thing to write to an instance. */
export type InstanceWrite =
  | { readonly kind: "inbound"; readonly batch: InboundBatch }
  | { readonly kind: "sent"; readonly send: AcceptedSend }
  /** A send whose outcome is not known; settled at once when a status has overtaken us. */
  | { readonly kind: "doubt"; readonly attemptId: string };

/** What a write gives: the answer of a send (of one in doubt: when it was settled), nothing for what arrived. */
export type WriteResult = SentMessage | undefined;

export type InstanceWriter = GroupCommit<InstanceWrite, WriteResult>;

interface WriterOptions {
  readonly database: Database;
  readonly directory: InstanceDirectory;
  /** Attempts in doubt; only reports for these need a look at the table. */
  readonly doubtfulAttempts: DoubtfulAttempts;
  /** Called after each commit that appended events, with their number. */
  readonly committed: (events: number) => void;
}

/**
 * Writes what arrives and what was sent: everything of one instance with its events in one transaction, under the lock of
 * its stream. Whatever waits for the same instance shares the next transaction.
 */
export function createInstanceWriter(options: WriterOptions): InstanceWriter {
  const { database, directory, doubtfulAttempts, committed } = options;
  const memory: WriterMemory = { doubtful: doubtfulAttempts, identities: createIdentityCache() };
  return createGroupCommit<InstanceWrite, WriteResult>(async (instanceId, writes) => {
    const instance = directory.byId(instanceId);
    if (instance === undefined) return answersWithoutInstance(writes, instanceId);
    const { name: instanceName, ownerJid: sender } = instance;
    const write = (expectsNew: boolean): Promise<GroupOutcome> =>
      database.transaction(async (client, later) => {
        const lock = streamLockOf(client, instanceId);
        const outcome = await writeGroup({ client, instanceId, instanceName, later, expectsNew }, writes, memory);
        later(appendEvents(lock, { instanceId, instanceName, sender }, outcome.events));
        return outcome;
      }, beginWithStreamLock(instanceId));
    let written: GroupOutcome;
    try {
      written = await write(true).catch((error: unknown) => {
        if (error instanceof KnownAlready) return write(false);
        throw error;
      });
    } catch (error) {
      if (isInstanceGone(error)) return answersWithoutInstance(writes, instanceId);
      throw error;
    }
    for (const attempt of written.doubted) doubtfulAttempts.add(attempt);
    for (const id of written.settled) doubtfulAttempts.delete(id);
    memory.identities.remember(instanceId, written.addresses.stored);
    directory.count(instanceId, written.added);
    if (written.events.length > 0) committed(written.events.length);
    return written.results;
  }, 256);
}

/** The instance was deleted meanwhile: nothing is left to which a write could belong; what was sent was sent. */
function answersWithoutInstance(writes: readonly InstanceWrite[], instanceId: string): WriteResult[] {
  return writes.map((write) =>
    write.kind === "sent" ? toSentMessage(rowOf(write.send), instanceId, write.send.content.warnings) : undefined,
  );
}

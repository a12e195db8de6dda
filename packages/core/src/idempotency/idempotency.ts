import { hash } from "node:crypto";
import { WaxwingError } from "@waxwing/contract";
import type { Database } from "@waxwing/database";
import type { PoolClient } from "pg";
import { uuidv7 } from "../identifiers.ts";
import { createBox } from "../sealing.ts";
import { findRepeatableAttempt, type RepeatableAttempt } from "../store/send-attempts.ts";
import {
  claimIdempotencyKey,
  completeIdempotencyRecord,
  doubtIdempotencyKey,
  findIdempotencyRecord,
  type IdempotencyRecord,
  type IdempotencyScope,
  releaseIdempotencyKey,
} from "./records.ts";

/** A call under an idempotency key. */
export interface IdempotentCall {
  readonly caller: string;
  readonly operation: string;
  readonly instanceId: string | null;
  readonly key: string;
  /** The caller's own key: answers that hold a token are encrypted with it, since the server keeps tokens only hashed. */
  readonly callerKey: string;
  /** The parsed input without the key. */
  readonly input: unknown;
  /** Whether the answer holds a secret. */
  readonly isAnswerSecret: boolean;
}

/** A key claimed by a call that is running. */
export interface IdempotencyClaim {
  readonly id: string;
  /** The attempt of an earlier call under the key, when its outcome is not known and it can be delivered again. */
  readonly attempt: RepeatableAttempt | undefined;
  /** Stores the answer in the transaction of what it tells. */
  complete(client: PoolClient, answer: unknown): Promise<void>;
}

export interface Idempotency {
  /**
   * Runs `work` once per key: a repeated call waits for the first and gets its answer. `work` stores the answer through
   * the claim, in its own transaction. When the outcome of the first is not known and its message can be delivered again
   * as the same message, `work` runs for that. Throws IDEMPOTENCY_KEY_REUSED, SEND_OUTCOME_UNKNOWN.
   */
  once(call: IdempotentCall, work: (claim: IdempotencyClaim) => Promise<unknown>): Promise<unknown>;
}

interface Running {
  readonly bodyHash: Buffer;
  readonly outcome: Promise<unknown>;
}

export function createIdempotency(database: Database, runId: string): Idempotency {
  const running = new Map<string, Running>();

  const claimAndRun = async (
    call: IdempotentCall,
    scope: IdempotencyScope,
    bodyHash: Buffer,
    work: (claim: IdempotencyClaim) => Promise<unknown>,
  ) => {
    const id = uuidv7();
    const claimOf = (recordId: string, attempt?: RepeatableAttempt): IdempotencyClaim => ({
      id: recordId,
      attempt,
      complete: (client, answer) =>
        completeIdempotencyRecord(
          client,
          recordId,
          call.isAnswerSecret ? { sealed: sealAnswer(call, answer) } : answer,
        ),
    });
    if (!(await claimIdempotencyKey(database, scope, { id, bodyHash, runId }))) {
      const record = await findIdempotencyRecord(database, scope);
      if (record === undefined)
        throw new WaxwingError("SERVICE_UNAVAILABLE", "The key was given free just now; try again.");
      const attempt =
        record.state === "done" || !record.bodyHash.equals(bodyHash)
          ? undefined
          : await findRepeatableAttempt(database, record.id);
      // Whatever becomes of it, the key stays as it is: only an accepted message answers it.
      return attempt === undefined ? answerOf(record, bodyHash, call) : work(claimOf(record.id, attempt));
    }
    try {
      return await work(claimOf(id));
    } catch (error) {
      const isDoubtful = error instanceof WaxwingError && error.code === "SEND_OUTCOME_UNKNOWN";
      // A failure to note it leaves the claim as running, which is read as doubtful: the safe side.
      await (isDoubtful ? doubtIdempotencyKey(database, id) : releaseIdempotencyKey(database, id)).catch(
        () => undefined,
      );
      throw error;
    }
  };

  return {
    async once(call, work) {
      const keyHash = sha256(call.key);
      const bodyHash = sha256(canonicalJson(call.input));
      const scope: IdempotencyScope = {
        caller: call.caller,
        operation: call.operation,
        instanceId: call.instanceId,
        keyHash,
      };
      const name = `${call.caller} ${call.operation} ${call.instanceId ?? ""} ${keyHash.toString("base64")}`;
      for (let first = running.get(name); first !== undefined; first = running.get(name)) {
        if (!first.bodyHash.equals(bodyHash)) throw new WaxwingError("IDEMPOTENCY_KEY_REUSED");
        try {
          return await first.outcome;
        } catch (error) {
          // The first caller went away before anything was done: whoever still waits does it instead.
          if (!isInterruption(error)) throw error;
        }
      }
      const outcome = claimAndRun(call, scope, bodyHash, work).finally(() => running.delete(name));
      running.set(name, { bodyHash, outcome });
      return outcome;
    },
  };
}

function isInterruption(error: unknown): boolean {
  return error instanceof WaxwingError && (error.code === "REQUEST_CANCELLED" || error.code === "REQUEST_TIMEOUT");
}

function answerOf(record: IdempotencyRecord, bodyHash: Buffer, call: IdempotentCall): unknown {
  if (!record.bodyHash.equals(bodyHash)) throw new WaxwingError("IDEMPOTENCY_KEY_REUSED");
  // "Running", and no longer claimable: an attempt under it has not come to its end.
  if (record.state !== "done") throw new WaxwingError("SEND_OUTCOME_UNKNOWN");
  if (!call.isAnswerSecret) return record.answer;
  const { sealed } = record.answer as { sealed: string };
  return JSON.parse(answerBox(call).open(sealed));
}

function answerBox(call: IdempotentCall) {
  return createBox(`${call.callerKey}\n${call.key}`, "waxwing idempotent answer");
}

function sealAnswer(call: IdempotentCall, answer: unknown): string {
  return answerBox(call).seal(JSON.stringify(answer));
}

function sha256(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

/** JSON with sorted names, so that the same input in another order is the same input. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

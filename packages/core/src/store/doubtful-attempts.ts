/** Attempts whose outcome is not known, in memory: only what is told of these needs a look at the table. */
export interface DoubtfulAttempts {
  readonly size: number;
  has(attemptId: string): boolean;
  /** The attempt that goes out under WhatsApp's id `keyId`. */
  byKeyId(instanceId: string, keyId: string): string | undefined;
  add(attempt: DoubtfulAttempt): void;
  delete(attemptId: string): void;
}

export interface DoubtfulAttempt {
  readonly id: string;
  readonly instanceId: string;
  /** Null where WhatsApp chooses the id. */
  readonly keyId: string | null;
}

export function createDoubtfulAttempts(): DoubtfulAttempts {
  const attempts = new Map<string, DoubtfulAttempt>();
  const byKey = new Map<string, string>();
  const keyOf = (instanceId: string, keyId: string): string => `${instanceId} ${keyId}`;
  return {
    get size() {
      return attempts.size;
    },
    has: (attemptId) => attempts.has(attemptId),
    byKeyId: (instanceId, keyId) => byKey.get(keyOf(instanceId, keyId)),
    add(attempt) {
      attempts.set(attempt.id, attempt);
      if (attempt.keyId !== null) byKey.set(keyOf(attempt.instanceId, attempt.keyId), attempt.id);
    },
    delete(attemptId) {
      const attempt = attempts.get(attemptId);
      if (attempt === undefined) return;
      attempts.delete(attemptId);
      if (attempt.keyId !== null) byKey.delete(keyOf(attempt.instanceId, attempt.keyId));
    },
  };
}

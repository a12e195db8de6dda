import type { AuthenticationState, SignalKeyStore } from "@whiskeysockets/baileys";
import { memoryAuth } from "../../../testing/memory-auth.ts";

/** A session that has ended asked for keys. */
class SessionEndedError extends Error {
  constructor() {
    super("the session has ended: its keys belong to the next one");
    this.name = "SessionEndedError";
  }
}

/**
 * Credentials of a client that comes back after each cut. Baileys 7.0.0-rc14 goes on to decrypt what it has received
 * after its connection has closed, while the next session begins with the same keys: both take the same Signal session
 * from the store, and the one that saves last undoes what the other did. Here a session gets no keys any more once
 * `sessionsEnded` has risen, but saves what it had begun: it may have sent it, too.
 */
export function exclusiveAuth(sessionsEnded: () => number): AuthenticationState {
  const { creds, keys } = memoryAuth();
  const ownedBy = (session: number): SignalKeyStore => {
    const check = (): void => {
      if (sessionsEnded() !== session) throw new SessionEndedError();
    };
    return {
      get: async (type, ids) => {
        check();
        return keys.get(type, ids);
      },
      set: (data) => keys.set(data),
    };
  };
  return {
    creds,
    // Read once by each session.
    get keys() {
      return ownedBy(sessionsEnded());
    },
  };
}

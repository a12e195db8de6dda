import { type AuthenticationState, Curve } from "@whiskeysockets/baileys";

/** How many one-time keys Baileys uploads at its first login (INITIAL_PREKEY_COUNT). */
const firstUpload = 812;

type KeyPair = ReturnType<typeof Curve.generateKeyPair>;

let made: readonly KeyPair[] | undefined;

/**
 * Gives new credentials the one-time keys of their first upload, the same pairs to all of this process: making them is
 * most of what linking a client costs. Accounts keep identity keys of their own, so that no two sessions are alike.
 */
export function withOneTimeKeys(auth: AuthenticationState): AuthenticationState {
  made ??= Array.from({ length: firstUpload }, () => Curve.generateKeyPair());
  void auth.keys.set({ "pre-key": Object.fromEntries(made.map((pair, index) => [index + 1, pair])) });
  auth.creds.nextPreKeyId = firstUpload + 1;
  return auth;
}

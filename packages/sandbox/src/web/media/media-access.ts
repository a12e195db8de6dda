import type { Account } from "../model.ts";
import type { World } from "../world.ts";

/** How long clients may use what a `media_conn` answer says, in seconds. */
export const CONNECTION_TTL_S = 300;

/** A word that was issued to upload with stays good for two such times: an upload may start in the last second. */
const AUTH_LIFETIME_MS = 2 * CONNECTION_TTL_S * 1000;

interface Grant {
  readonly account: Account;
  readonly expiresAt: number;
}

/** Who may upload: the words (`auth`) that `media_conn` answers carry. They do not survive a restart, nor do connections. */
export class MediaAccess {
  readonly #world: World;
  readonly #grants = new Map<string, Grant>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A new word for an account. */
  grant(account: Account): string {
    const now = this.#world.clock.now();
    for (const [auth, { expiresAt }] of this.#grants) {
      if (expiresAt <= now) this.#grants.delete(auth);
    }
    const auth = this.#world.random.bytes(`media auth ${account.phone}`, 48).toString("base64url");
    this.#grants.set(auth, { account, expiresAt: now + AUTH_LIFETIME_MS });
    return auth;
  }

  /** Whose word this is; null when it was never issued, or is too old. */
  accountOf(auth: string | undefined): Account | null {
    const grant = auth === undefined ? undefined : this.#grants.get(auth);
    return grant === undefined || grant.expiresAt <= this.#world.clock.now() ? null : grant.account;
  }
}

import { BoundedList } from "../../graph/bounded-list.ts";
import { Waiters } from "../../graph/waiters.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";

export type SeenState = "available" | "unavailable" | "composing" | "recording" | "paused";

/** One thing that somebody saw of somebody else. */
export interface SeenPresence {
  readonly of: Account;
  /** JID of the group in which it was; null for the chat of the two. */
  readonly group: string | null;
  readonly state: SeenState;
  /** Unix seconds, with `unavailable` and only if he lets it be seen. */
  readonly lastSeen: number | null;
  /** Unix milliseconds. */
  readonly at: number;
}

/** What one account's phone sees: who types to it, and who of those it subscribed to comes and goes. */
export class PresenceView {
  readonly #world: World;
  readonly #viewer: Account;
  readonly #entries: BoundedList<SeenPresence>;
  readonly #waiters = new Waiters<SeenPresence>();

  constructor(world: World, viewer: Account) {
    this.#world = world;
    this.#viewer = viewer;
    this.#entries = new BoundedList(world.settings.historyLimit);
  }

  /** Oldest first. */
  get entries(): SeenPresence[] {
    return this.#entries.toArray();
  }

  /** How an account appears right now, with its privacy settings; null when it has blocked the viewer. */
  of(target: Account): { readonly isAvailable: boolean; readonly lastSeen: number | null } | null {
    const appearance = this.#world.presence.appearance(target, this.#viewer);
    if (appearance === null) return null;
    const { state, last } = appearance;
    return { isAvailable: state === "available", lastSeen: typeof last === "number" ? last : null };
  }

  /**
   * Resolves with the first entry, a past or the next one, that `accepts`. Rejects after `timeoutMs` (5 seconds unless
   * given) with a message that says what was seen instead.
   */
  async waitFor(
    accepts: (seen: SeenPresence) => boolean,
    { timeoutMs = 5000 }: { timeoutMs?: number } = {},
  ): Promise<SeenPresence> {
    const found = this.entries.find(accepts);
    if (found !== undefined) return found;
    try {
      return await this.#waiters.wait("presence", accepts, timeoutMs);
    } catch (error) {
      const seen = this.entries.map(({ of, state }) => `${of.phone} ${state}`).join(", ") || "nothing";
      throw new Error(`+${this.#viewer.phone} saw ${seen}`, { cause: error });
    }
  }

  /** Fails everyone who waits. */
  abandon(reason: string): void {
    this.#waiters.rejectAll(reason);
  }

  /** To be called by the presence room. */
  add(of: Account, group: string | null, state: SeenState, lastSeen: number | null): void {
    const entry: SeenPresence = { of, group, state, lastSeen, at: this.#world.clock.now() };
    this.#entries.push(entry);
    this.#waiters.notify(entry);
  }
}

import { BoundedList } from "../../graph/bounded-list.ts";
import { Waiters } from "../../graph/waiters.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";

export type GroupEventKind =
  | "create"
  | "add"
  | "remove"
  | "leave"
  | "promote"
  | "demote"
  | "subject"
  | "description"
  | "picture"
  | "announcement"
  | "locked"
  | "ephemeral"
  | "member-add-mode"
  | "approval-mode"
  | "invite-code"
  | "request"
  | "request-withdrawn"
  | "request-rejected"
  | "link"
  | "unlink";

/** Something that happened to a group. */
export interface GroupEvent {
  readonly kind: GroupEventKind;
  /** `…@g.us` */
  readonly group: string;
  readonly by: Account;
  /** Whom it concerns; empty for what concerns the whole group. */
  readonly participants: readonly Account[];
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** What happened to groups, for those who wait for it. Bounded by the sandbox's `historyLimit`. */
export class GroupEvents {
  readonly #world: World;
  readonly #waiters = new Waiters<GroupEvent>();
  #past: BoundedList<GroupEvent> | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** What happened, oldest first. */
  get past(): GroupEvent[] {
    return this.#past?.toArray() ?? [];
  }

  add(kind: GroupEventKind, group: string, by: Account, participants: readonly Account[] = []): void {
    const event: GroupEvent = { kind, group, by, participants, at: this.#world.clock.now() };
    this.#past ??= new BoundedList(this.#world.settings.historyLimit);
    this.#past.push(event);
    this.#waiters.notify(event);
  }

  /**
   * The first event for which `accepts` is true, past or to come.
   * Rejects with `what` and what did happen when none comes within `timeoutMs` (5 s when absent).
   */
  async waitFor(what: string, accepts: (event: GroupEvent) => boolean, timeoutMs = 5_000): Promise<GroupEvent> {
    const known = this.past.find(accepts);
    if (known !== undefined) return known;
    try {
      return await this.#waiters.wait<GroupEvent>(what, accepts, timeoutMs);
    } catch (error) {
      const seen = this.past.map(({ kind, group }) => `${kind} ${group}`).join(", ") || "nothing";
      throw new Error(`${error instanceof Error ? error.message : String(error)}; groups saw: ${seen}`);
    }
  }

  /** Fails everyone who still waits. Called when the sandbox closes or is reset. */
  abandon(reason: string): void {
    this.#waiters.rejectAll(reason);
  }
}

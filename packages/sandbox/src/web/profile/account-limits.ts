import type { Collection } from "../../store/store.ts";
import type { Account } from "../model.ts";
import { element } from "../stanza.ts";
import type { World } from "../world.ts";
import { notifyOwnDevices } from "./notifications.ts";

/** Until when, and why, an account may not write to people that it has no chat with. */
export interface ReachoutTimelock {
  /** Unix seconds. */
  readonly endsAt: number;
  /** For example `WEB_COMPANION_ONLY` or `BIZ_QUALITY` (Baileys' ReachoutTimelockEnforcementType). */
  readonly enforcementType: string;
}

/** How many new chats an account may begin, as Baileys' NewChatMessageCapInfo has it; times in Unix seconds. */
export interface MessageCapping {
  readonly total_quota: number;
  readonly used_quota: number;
  readonly cycle_start_timestamp: string;
  readonly cycle_end_timestamp: string;
  readonly server_sent_timestamp: string;
  readonly ote_status: string;
  readonly mv_status: string;
  readonly capping_status: string;
}

/** Restrictions of accounts. None unless they are set; setting one tells the account's clients. */
export class AccountLimits {
  readonly #world: World;
  readonly #timelocks: Collection<ReachoutTimelock>;
  readonly #cappings: Collection<MessageCapping>;

  constructor(world: World) {
    this.#world = world;
    this.#timelocks = world.store.collection("reachout timelocks");
    this.#cappings = world.store.collection("message cappings");
  }

  /** Locks an account, or lifts the lock with null. */
  setReachoutTimelock(account: Account, timelock: ReachoutTimelock | null): void {
    if (timelock === null) this.#timelocks.delete(account.lid);
    else this.#timelocks.set(account.lid, timelock);
    this.#notify(account, "NotificationUserReachoutTimelockUpdate", {
      xwa2_notify_account_reachout_timelock: this.reachoutAnswer(account),
    });
  }

  isReachoutLocked(account: Account): boolean {
    const timelock = this.#timelocks.get(account.lid);
    return timelock !== undefined && timelock.endsAt > this.#world.clock.seconds();
  }

  /** The form of both the query's answer and the notification. */
  reachoutAnswer(account: Account): Record<string, unknown> {
    const timelock = this.#timelocks.get(account.lid);
    if (timelock === undefined || !this.isReachoutLocked(account)) return { is_active: false };
    return {
      is_active: true,
      time_enforcement_ends: String(timelock.endsAt),
      enforcement_type: timelock.enforcementType,
    };
  }

  /** Says how many new chats an account may begin. The sandbox itself counts none. */
  setMessageCapping(account: Account, capping: Partial<MessageCapping>): void {
    this.#cappings.set(account.lid, { ...this.messageCapping(account), ...capping });
    this.#notify(account, "MessageCappingInfoNotification", {
      xwa2_notify_new_chat_messages_capping_info_update: this.messageCapping(account),
    });
  }

  /** What was set; no capping at all otherwise (the values of that answer are assumed). */
  messageCapping(account: Account): MessageCapping {
    const known = this.#cappings.get(account.lid) ?? {
      total_quota: 0,
      used_quota: 0,
      cycle_start_timestamp: "0",
      cycle_end_timestamp: "0",
      ote_status: "NOT_ELIGIBLE",
      mv_status: "NOT_ELIGIBLE",
      capping_status: "NONE",
    };
    return { ...known, server_sent_timestamp: String(this.#world.clock.seconds()) };
  }

  #notify(account: Account, operation: string, data: Record<string, unknown>): void {
    const update = element("update", { op_name: operation }, Buffer.from(JSON.stringify({ data })));
    notifyOwnDevices(this.#world, account, "mex", update, { account, device: 0 });
  }
}

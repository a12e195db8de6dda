import { lidJid } from "../address.ts";
import { IqError } from "../iq.ts";
import type { Account } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { byPhone, type Cause } from "./cause.ts";
import { notifyOwnDevices } from "./notifications.ts";

/** Whom an account has blocked. Who is blocked learns nothing of it. */
export class BlockList {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Does nothing when it is so already. Raises IqError 400 for the account itself. */
  set(account: Account, other: Account, action: "block" | "unblock", cause: Cause = byPhone(account)): void {
    if (other === account) throw new IqError(400, "bad-request");
    if (account.blocked.includes(other.lid) === (action === "block")) return;
    if (action === "block") account.blocked.push(other.lid);
    else account.blocked = account.blocked.filter((lid) => lid !== other.lid);
    this.#world.directory.save(account);
    const content = element("blocklist", {}, [element("item", { jid: lidJid(other), action })]);
    // To the device that asked as well: clients take their list from the notification alone.
    cause.after(() => notifyOwnDevices(this.#world, account, "account_sync", content));
  }

  elementOf(account: Account): Stanza {
    const items = account.blocked.flatMap((lid) => {
      const other = this.#world.directory.byLid(lid);
      return other === undefined ? [] : [element("item", { jid: lidJid(other) })];
    });
    return element("list", {}, items);
  }
}

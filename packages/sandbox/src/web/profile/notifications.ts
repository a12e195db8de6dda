import { lidJid, phoneJid } from "../address.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";

/** Tells an account's own devices, but the excepted one, of a change. `account_sync` of section 8. */
export function notifyOwnDevices(
  world: World,
  account: Account,
  type: string,
  content: Stanza,
  except?: DeviceAddress,
): void {
  const notification = notificationFrom(world, account, type, content);
  world.hub.deliverToAll(account, () => notification, except);
}

/** Tells those who know the account, and who may see what changed, of the change. */
export function notifyOthers(
  world: World,
  account: Account,
  category: "profile" | "status" | null,
  type: string,
  content: Stanza,
): void {
  const notification = notificationFrom(world, account, type, content);
  for (const other of world.messaging.correspondents(account)) {
    if (category !== null && !world.profiles.isVisible(account, other, category)) continue;
    if (other.blocked.includes(account.lid)) continue;
    world.hub.deliverToAll(other, () => notification);
  }
}

function notificationFrom(world: World, account: Account, type: string, content: Stanza): Stanza {
  const id = world.random.digits(`notification ${account.phone}`, 10);
  const from = phoneJid(account);
  const known = type === "account_sync" ? {} : { notify: account.name, sender_lid: lidJid(account) };
  return element("notification", { type, id, from, t: world.clock.seconds(), ...known }, [content]);
}

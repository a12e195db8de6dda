import type { Collection } from "../../store/store.ts";
import { addressKey, lidJid, phoneJid } from "../address.ts";
import { type Ending, farewell } from "../gateway/endings.ts";
import type { DeviceKeys } from "../key-server.ts";
import type { Account, Companion, DeviceAddress } from "../model.ts";
import { element, SERVER_JID } from "../stanza.ts";
import type { World } from "../world.ts";
import { DeviceList } from "./device-list.ts";

/** How many companions an account may have. */
export const MAX_COMPANIONS = 4;

/** What a client is told to fetch anew at its next chance. */
export type DirtyKind = "groups" | "account_sync" | "newsletter_metadata";

/** The linked devices of all accounts: linking, unlinking, who may log in, and the ends of their connections. */
export class Devices {
  readonly list: DeviceList;
  readonly #world: World;
  /** Failure codes of accounts whose logins are refused, by LID. */
  readonly #refusals: Collection<number>;
  /** Unix seconds of dirty bits that the client has not cleaned yet, by `{address} {kind}`. */
  readonly #dirty: Collection<number>;

  constructor(world: World) {
    this.#world = world;
    this.list = new DeviceList(world);
    this.#refusals = world.store.collection("loginRefusals");
    this.#dirty = world.store.collection("dirtyBits");
  }

  /** Adds a paired device with its keys, and tells the account's other devices and its correspondents. */
  link(account: Account, companion: Companion, keys: DeviceKeys): void {
    this.#world.directory.addCompanion(companion);
    this.#world.keyServer.register({ account, device: companion.id }, keys);
    this.#announce("add", account, companion);
  }

  /**
   * Unlinks a companion, as the phone does under "Linked devices": its connection ends with 401, its keys and what
   * waited for it are gone, and the others are told. False when the account has no such companion.
   */
  unlink(account: Account, id: number): boolean {
    const companion = this.#world.directory.companion(account, id);
    if (companion === undefined) return false;
    const address = { account, device: id };
    this.end(address, "device-removed");
    this.#world.directory.removeCompanion(account, id);
    this.#world.keyServer.forget(address);
    this.#world.hub.forget(address);
    this.#world.history.forget(address);
    this.#world.appState.forget(address);
    for (const [key] of [...this.#dirty.entries()]) {
      if (key.startsWith(`${addressKey(address)} `)) this.#dirty.delete(key);
    }
    this.#announce("remove", account, companion);
    return true;
  }

  unlinkAll(account: Account): void {
    for (const { id } of this.#world.directory.companions(account)) this.unlink(account, id);
  }

  /** Ends a device's connection. False when it has none. */
  end(address: DeviceAddress, ending: Ending): boolean {
    const connection = this.#world.hub.connection(address);
    connection?.end(farewell(ending));
    return connection !== undefined;
  }

  /** Ends every client's connection, as a server that restarts does. */
  endAll(ending: Ending): void {
    for (const connection of this.#world.hub.connections) connection.end(farewell(ending));
  }

  /** Bans an account: its companions are thrown out, and their logins fail with 403 until {@link unban}. */
  ban(account: Account): void {
    this.refuseLogins(account, 403);
  }

  unban(account: Account): void {
    this.#refusals.delete(account.lid);
  }

  /** As {@link ban} with another failure code, for example 402 (banned for some time), 405 (client too old), 503. */
  refuseLogins(account: Account, reason: number): void {
    this.#refusals.set(account.lid, reason);
    for (const { id } of this.#world.directory.companions(account)) {
      this.end({ account, device: id }, { failure: reason });
    }
  }

  /** The failure code with which logins of the account are refused; null when they are not. */
  refusal(account: Account): number | null {
    return this.#refusals.get(account.lid) ?? null;
  }

  /** Tells a device to fetch something anew: now if it is there, and after each login until it says that it has. */
  markDirty(address: DeviceAddress, kind: DirtyKind): void {
    const since = this.#world.clock.seconds();
    this.#dirty.set(`${addressKey(address)} ${kind}`, since);
    this.#world.hub.deliver(address, dirtyBit(kind, since));
  }

  /** Takes note that a device has fetched what was dirty. */
  clean(address: DeviceAddress, kind: string): void {
    this.#dirty.delete(`${addressKey(address)} ${kind}`);
  }

  /** Sends a device that has just become active its dirty bits. */
  remindOfDirt(address: DeviceAddress): void {
    const prefix = `${addressKey(address)} `;
    for (const [key, since] of this.#dirty.entries()) {
      if (key.startsWith(prefix)) this.#world.hub.deliver(address, dirtyBit(key.slice(prefix.length), since));
    }
  }

  /**
   * Clients keep device lists under the number or under the LID, whichever they asked for, and patch only the one
   * that a notification names; so that each change is told in both forms.
   */
  #announce(kind: "add" | "remove", account: Account, companion: Companion): void {
    const t = this.#world.clock.seconds();
    const self = { account, device: companion.id };
    for (const form of ["phone", "lid"] as const) {
      const from = form === "phone" ? phoneJid(account) : lidJid(account);
      const id = this.#world.random.digits(`devices ${account.lid}`, 10);
      const notification = element("notification", { type: "devices", from, lid: lidJid(account), id, t }, [
        this.list.change(kind, account, companion, form),
      ]);
      for (const other of [account, ...this.#world.messaging.correspondents(account)]) {
        this.#world.hub.deliverToAll(other, () => notification, self);
      }
    }
  }
}

function dirtyBit(type: string, timestamp: number): ReturnType<typeof element> {
  return element("ib", { from: SERVER_JID }, [element("dirty", { type, timestamp })]);
}

import { addressKey, phoneJid } from "../address.ts";
import type { Account, DeviceAddress } from "../model.ts";
import { childOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import type { CollectionName } from "./collections.ts";

/** Tells the devices of an account that a collection has changed: `<notification type="server_sync">`. */
export class ServerSync {
  readonly #world: World;
  /** Collections that changed before a companion had the key to read them, by companion. */
  readonly #withheld = new Map<string, Set<CollectionName>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Tells all companions but the one that made the change; those without keys hear of it later. */
  announce(account: Account, name: CollectionName, version: number, by: number): void {
    for (const companion of this.#world.directory.companions(account)) {
      if (companion.id === by) continue;
      const address = { account, device: companion.id };
      if (companion.isProvisioned) this.#tell(address, name, version);
      else this.#withhold(address, name);
    }
  }

  /** Tells a companion what was withheld from it. */
  release(address: DeviceAddress, versionOf: (name: CollectionName) => number): void {
    const key = addressKey(address);
    for (const name of this.#withheld.get(key) ?? []) this.#tell(address, name, versionOf(name));
    this.#withheld.delete(key);
  }

  /** Forgets what was withheld from a companion, which was unlinked. */
  forget(address: DeviceAddress): void {
    this.#withheld.delete(addressKey(address));
  }

  #tell(address: DeviceAddress, name: CollectionName, version: number): void {
    const { hub, clock, random } = this.#world;
    // One is enough for a device that is away: it will fetch everything up to then.
    const isAway = hub.connection(address) === undefined;
    if (isAway && hub.waiting(address).some((stanza) => isAbout(stanza, name))) return;
    const id = random.digits(`server_sync ${address.account.lid}`, 10);
    const attributes = { type: "server_sync", from: phoneJid(address.account), id, t: clock.seconds() };
    hub.deliver(address, element("notification", attributes, [element("collection", { name, version })]));
  }

  #withhold(address: DeviceAddress, name: CollectionName): void {
    const key = addressKey(address);
    const names = this.#withheld.get(key);
    if (names === undefined) this.#withheld.set(key, new Set([name]));
    else names.add(name);
  }
}

function isAbout(stanza: Stanza, name: CollectionName): boolean {
  const isServerSync = stanza.tag === "notification" && stanza.attrs["type"] === "server_sync";
  return isServerSync && childOf(stanza, "collection")?.attrs["name"] === name;
}

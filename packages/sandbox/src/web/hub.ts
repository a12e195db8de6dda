import { addressKey } from "./address.ts";
import type { Connection } from "./connection-interface.ts";
import type { Account, DeviceAddress } from "./model.ts";
import type { Stanza } from "./stanza.ts";
import { WaitingStanzas } from "./waiting-stanzas.ts";
import type { World } from "./world.ts";

/** What must reach a device even if it is away: it is kept until the device has answered it. */
const KEPT_TAGS = new Set(["message", "receipt", "notification", "call"]);

/** Which devices are connected, and what waits for each of them. */
export class Hub {
  readonly #world: World;
  readonly #connections = new Map<string, Connection>();
  readonly #waiting: WaitingStanzas;

  constructor(world: World) {
    this.#world = world;
    this.#waiting = new WaitingStanzas(world);
  }

  /** The device's connection, if it has one; it may not be active yet. */
  connection(address: DeviceAddress): Connection | undefined {
    return this.#connections.get(addressKey(address));
  }

  get connections(): Connection[] {
    return [...this.#connections.values()];
  }

  /** Makes this the device's connection and gives back the one that it had. */
  attach(address: DeviceAddress, connection: Connection): Connection | undefined {
    const key = addressKey(address);
    const previous = this.#connections.get(key);
    this.#connections.set(key, connection);
    connection.address = address;
    this.#waiting.connected(address);
    return previous;
  }

  /** Forgets a connection; false when another one has already taken its place. */
  detach(connection: Connection): boolean {
    if (connection.address === null) return false;
    const key = addressKey(connection.address);
    if (this.#connections.get(key) !== connection) return false;
    return this.#connections.delete(key);
  }

  /**
   * Brings a stanza to one device: to the phone's own code for device 0; to a companion at once, or when it comes back.
   * A companion gets messages, receipts, notifications and calls again after each login until it has answered them;
   * anything else reaches only who is there.
   */
  deliver(address: DeviceAddress, stanza: Stanza): void {
    if (address.device === 0) {
      this.#world.phones.of(address.account).deliver(stanza);
      return;
    }
    if (this.#world.directory.companion(address.account, address.device) === undefined) return;
    if (KEPT_TAGS.has(stanza.tag)) this.#waiting.add(address, stanza);
    const connection = this.connection(address);
    if (connection?.isActive) connection.send(stanza);
  }

  /** Delivers to every device of the account but the excepted one; `build` may leave a device out with null. */
  deliverToAll(account: Account, build: (address: DeviceAddress) => Stanza | null, except?: DeviceAddress): void {
    for (const address of this.#world.directory.addresses(account)) {
      if (except !== undefined && except.account === account && except.device === address.device) continue;
      const stanza = build(address);
      if (stanza !== null) this.deliver(address, stanza);
    }
  }

  /** Sends what waits for a device that has just become active, each with `offline`; gives their number. */
  flush(address: DeviceAddress, connection: Connection): number {
    const waiting = this.waiting(address);
    for (const stanza of waiting) {
      connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: "0" } });
    }
    return waiting.length;
  }

  /** What the device has not answered yet, oldest first. */
  waiting(address: DeviceAddress): Stanza[] {
    return this.#waiting.of(address);
  }

  /** Takes note of a device's `<ack>` or `<receipt>`: what it answers needs not be sent again. */
  answered(address: DeviceAddress, answer: Stanza): void {
    this.#waiting.answered(address, answer);
  }

  /** Forgets all that waits for a device, which was unlinked. */
  forget(address: DeviceAddress): void {
    this.#waiting.forget(address);
  }
}

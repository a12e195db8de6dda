import type { Collection } from "../../store/store.ts";
import { addressKey } from "../address.ts";
import type { CollectionName } from "../app-state/collections.ts";
import { isTiedToChat } from "../app-state/view.ts";
import type { DeviceAddress } from "../model.ts";
import { element } from "../stanza.ts";
import type { World } from "../world.ts";

/** How far the phone has got with a new companion. */
export interface ProvisioningRecord {
  /** Id of the message with the first chunk; null until it was sent. */
  bootstrapId: string | null;
  /** Where that chunk lies on the media server; null when it is in the message itself. */
  bootstrapPath: string | null;
  /** Whether everything was handed over; the hub then sees to it that it arrives. */
  isSent: boolean;
  /** Whether the client has fetched the chats' app state for the first time. */
  isSynced: boolean;
}

/** How long app state waits for a client to confirm its first chunk of history, and to fetch it, in milliseconds. */
const CONFIRMATION_TIMEOUT_MS = 10_000;
/** How often the first fetch of the chats' state is put off, and for how long each time, in milliseconds. */
const PUT_OFFS = 10;
const PUT_OFF_MS = 25;

/**
 * The order of things in a companion's first session. A client ties the archived, muted, pinned and unread state of a
 * chat, when it fetches it for the first time, to the chat being in its history; it asks for that state while it still
 * unpacks the history. If the answer is faster, the state of that chat is lost until it is restarted, and so is every
 * later change (wire reference, section 16). A real service is never that fast. So the answer waits until the client
 * has confirmed the history message, and has fetched it if it lies on the media server; then it says a few times that
 * there is more to come (`has_more_patches`) without giving anything: each time the client's event loop turns and the
 * unpacking, which it has begun before, goes on.
 */
export class Provisioning {
  readonly #world: World;
  readonly #records: Collection<ProvisioningRecord>;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #putOffs = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
    this.#records = world.store.collection("provisioning");
  }

  record(address: DeviceAddress): Readonly<ProvisioningRecord> {
    const none = { bootstrapId: null, bootstrapPath: null, isSent: false, isSynced: false };
    return this.#records.get(addressKey(address)) ?? none;
  }

  update(address: DeviceAddress, change: Partial<ProvisioningRecord>): void {
    this.#records.set(addressKey(address), { ...this.record(address), ...change });
  }

  /**
   * Takes note of a companion's `hist_sync` receipt.
   * @returns Whether it was the one that completes the companion's provisioning.
   */
  confirmed(address: DeviceAddress, id: string): boolean {
    const { bootstrapId } = this.record(address);
    const companion = this.#world.directory.companion(address.account, address.device);
    if (companion === undefined || companion.isProvisioned) return false;
    if (bootstrapId !== id) return false;
    companion.isProvisioned = true;
    this.#world.directory.saveCompanion(companion);
    this.#wake(addressKey(address));
    return true;
  }

  /** Takes back what was sent to a companion and what it has not confirmed. */
  takeBack(address: DeviceAddress): void {
    for (const { tag, attrs } of this.#world.hub.waiting(address)) {
      if (tag !== "message" || attrs["category"] !== "peer") continue;
      this.#world.hub.answered(address, element("receipt", { id: attrs["id"], to: attrs["from"], type: "peer_msg" }));
    }
    this.forget(address);
  }

  forget(address: DeviceAddress): void {
    const key = addressKey(address);
    this.#records.delete(key);
    this.#putOffs.delete(key);
    this.#wake(key);
  }

  /** Waits until a companion may get its app state; gives back the collections that it must ask for again. */
  async beforeAppState(address: DeviceAddress, names: readonly CollectionName[]): Promise<ReadonlySet<CollectionName>> {
    const { account, device } = address;
    const companion = this.#world.directory.companion(account, device);
    if (companion === undefined || this.record(address).isSynced) return new Set();
    if (!companion.isProvisioned) await this.#confirmation(addressKey(address));
    const withheld = new Set(names.filter((name) => this.#world.appState.records(account, name).some(isTiedToChat)));
    const key = addressKey(address);
    const count = this.#putOffs.get(key) ?? 0;
    if (withheld.size > 0 && count < PUT_OFFS) {
      if (count === 0) await this.#download(address);
      this.#putOffs.set(key, count + 1);
      await pause(PUT_OFF_MS);
      return withheld;
    }
    this.#putOffs.delete(key);
    const isAnswered = withheld.size > 0 || names.includes("regular_low");
    if (companion.isProvisioned && isAnswered) this.update(address, { isSynced: true });
    return new Set();
  }

  /** A client that cannot reach the media server goes without history; it must not go without app state too. */
  async #download(address: DeviceAddress): Promise<void> {
    const { bootstrapPath } = this.record(address);
    if (bootstrapPath === null) return;
    await this.#world.media.whenFetched(bootstrapPath, CONFIRMATION_TIMEOUT_MS).catch(() => undefined);
  }

  #confirmation(key: string): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.get(key)?.delete(done);
        resolve();
      };
      const timer = setTimeout(done, CONFIRMATION_TIMEOUT_MS).unref();
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) this.#waiting.set(key, new Set([done]));
      else waiting.add(done);
    });
  }

  #wake(key: string): void {
    for (const done of [...(this.#waiting.get(key) ?? [])]) done();
    this.#waiting.delete(key);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

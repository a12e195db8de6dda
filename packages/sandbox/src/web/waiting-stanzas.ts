import type { Collection } from "../store/store.ts";
import { addressKey } from "./address.ts";
import { isGroupJid, withoutDevice } from "./jid.ts";
import type { DeviceAddress } from "./model.ts";
import { childOf, childrenOf, type Stanza } from "./stanza.ts";
import type { World } from "./world.ts";

/** More than this many for one device, and the oldest go: a device that never comes back must not fill the memory. */
const MAX_WAITING = 50_000;
/** The same by size: a client that logs in gets all of it at once, and is cut off when it has too much to read. */
const MAX_WAITING_BYTES = 48 * 2 ** 20;

/** Receipts that say something about a message which was answered before. */
const LATER_RECEIPTS = new Set(["read", "played", "read-self", "played-self", "hist_sync", "server-error"]);

interface Waiting {
  /** Address key. */
  readonly address: string;
  readonly stanza: Stanza;
}

interface DeviceQueue {
  /** Oldest first, by their keys in the collection. */
  readonly stanzas: Map<string, Stanza>;
  /** About how large all of them are. */
  bytes: number;
  /** Keys of the stanzas that one kind of answer is for, oldest first. */
  readonly byAnswer: Map<string, string[]>;
  /** Messages that were answered with a retry receipt, and will be refused by an ack as well. */
  readonly refusals: Map<string, number>;
}

/**
 * What devices were sent, or will be, and have not answered yet. Each answer settles one stanza, the oldest that it fits:
 * there may be several with the same id, like the receipts of two devices for one message, or a message that was sent again.
 */
export class WaitingStanzas {
  readonly #world: World;
  readonly #stored: Collection<Waiting>;
  readonly #queues = new Map<string, DeviceQueue>();
  #count = 0;
  #isLoaded = false;

  constructor(world: World) {
    this.#world = world;
    this.#stored = world.store.collection("waiting");
  }

  add(address: DeviceAddress, stanza: Stanza): void {
    const device = addressKey(address);
    const queue = this.#queue(device);
    const key = `${device} ${++this.#count}`;
    this.#stored.set(key, { address: device, stanza });
    this.#index(queue, key, stanza);
    for (const oldest of queue.stanzas.values()) {
      if (queue.stanzas.size <= MAX_WAITING && queue.bytes <= MAX_WAITING_BYTES) return;
      this.#settle(queue, this.#answerTo(oldest));
      const note = `<${oldest.tag}> ${oldest.attrs["id"] ?? ""} is forgotten: too much waits for this device`;
      this.#world.transcript.event("failed", { id: 0, address }, note);
    }
  }

  /** Oldest first. */
  of(address: DeviceAddress): Stanza[] {
    return [...this.#queue(addressKey(address)).stanzas.values()];
  }

  /** Takes note of a device's `<ack>` or `<receipt>`. */
  answered(address: DeviceAddress, answer: Stanza): void {
    const queue = this.#queue(addressKey(address));
    const { id = "", type, class: kind = "", error } = answer.attrs;
    if (answer.tag === "receipt") {
      if (type !== undefined && LATER_RECEIPTS.has(type)) return;
      const author = this.#authorOf(answer, type === "sender" ? address : undefined);
      const others = childrenOf(childOf(answer, "list"), "item").map(({ attrs }) => attrs["id"] ?? "");
      for (const each of [id, ...others]) this.#settle(queue, `message ${each} ${author}`);
      if (type === "retry") {
        const key = `message ${id} ${author}`;
        queue.refusals.set(key, (queue.refusals.get(key) ?? 0) + 1);
      }
      return;
    }
    if (kind === "message") {
      const key = `message ${id} ${this.#authorOf(answer)}`;
      // A retry receipt is followed by a refusal of the same message, by when it may have been sent again.
      if (error === "500" && this.#isExpectedRefusal(queue, key)) return;
      this.#settle(queue, key);
      return;
    }
    this.#settle(queue, otherKey(kind, answer.attrs, answer.attrs["to"]));
  }

  /** A device begins anew: refusals that its last connection still owed will not come. */
  connected(address: DeviceAddress): void {
    this.#queue(addressKey(address)).refusals.clear();
  }

  /** Forgets all that waits for a device, which was unlinked. */
  forget(address: DeviceAddress): void {
    const device = addressKey(address);
    for (const key of this.#queue(device).stanzas.keys()) this.#stored.delete(key);
    this.#queues.delete(device);
  }

  #queue(device: string): DeviceQueue {
    if (!this.#isLoaded) this.#load();
    let queue = this.#queues.get(device);
    if (queue === undefined) {
      queue = { stanzas: new Map(), bytes: 0, byAnswer: new Map(), refusals: new Map() };
      this.#queues.set(device, queue);
    }
    return queue;
  }

  /** Not in the constructor: accounts, by which answers are recognised, are known only once the world stands. */
  #load(): void {
    this.#isLoaded = true;
    for (const [key, { address, stanza }] of [...this.#stored.entries()]) {
      if (stanza.tag === "call") {
        // Nobody makes the call any more: the calls themselves do not outlive the sandbox.
        this.#stored.delete(key);
        continue;
      }
      this.#index(this.#queue(address), key, stanza);
      this.#count = Math.max(this.#count, Number(key.slice(key.lastIndexOf(" ") + 1)));
    }
  }

  #index(queue: DeviceQueue, key: string, stanza: Stanza): void {
    queue.stanzas.set(key, stanza);
    queue.bytes += sizeOf(stanza);
    const answer = this.#answerTo(stanza);
    const keys = queue.byAnswer.get(answer);
    if (keys === undefined) queue.byAnswer.set(answer, [key]);
    else keys.push(key);
  }

  #settle(queue: DeviceQueue, answer: string): void {
    const keys = queue.byAnswer.get(answer);
    const key = keys?.shift();
    if (keys?.length === 0) queue.byAnswer.delete(answer);
    const stanza = key === undefined ? undefined : queue.stanzas.get(key);
    if (key === undefined || stanza === undefined) return;
    queue.bytes -= sizeOf(stanza);
    queue.stanzas.delete(key);
    this.#stored.delete(key);
  }

  #isExpectedRefusal(queue: DeviceQueue, key: string): boolean {
    const expected = queue.refusals.get(key) ?? 0;
    if (expected > 1) queue.refusals.set(key, expected - 1);
    else queue.refusals.delete(key);
    return expected > 0;
  }

  /**
   * By what a stanza's answer is recognised: for a message its id and author, since in a group several members may
   * choose the same id; for the rest what the client repeats in its ack.
   */
  #answerTo(stanza: Stanza): string {
    if (stanza.tag === "message") return `message ${stanza.attrs["id"] ?? ""} ${this.#authorOf(stanza)}`;
    return otherKey(stanza.tag, stanza.attrs, stanza.attrs["from"]);
  }

  /** Whose message this is, or answers. Clients name own devices' copies in more than one way, or not at all. */
  #authorOf({ attrs, tag }: Stanza, own?: DeviceAddress): string {
    if (own !== undefined) return own.account.lid;
    const chat = (tag === "message" ? attrs["from"] : attrs["to"]) ?? "";
    const isShared = isGroupJid(chat) || chat.endsWith("@broadcast");
    const author = isShared ? (attrs["participant"] ?? chat) : chat;
    return this.#world.directory.byJid(author)?.lid ?? withoutDevice(author);
  }
}

/** About how many bytes a stanza has on the wire. */
function sizeOf({ tag, attrs, content }: Stanza): number {
  let size = tag.length;
  for (const name in attrs) size += name.length + (attrs[name]?.length ?? 0);
  if (Array.isArray(content)) for (const child of content) size += sizeOf(child);
  else size += content?.length ?? 0;
  return size;
}

function otherKey(kind: string, { id = "", participant = "", type = "" }: Stanza["attrs"], party = ""): string {
  return `${kind} ${id} ${withoutDevice(party)} ${participant} ${type}`;
}

import type { proto } from "@whiskeysockets/baileys";
import type { CollectionName } from "../app-state/collections.ts";
import type { Account, DeviceAddress } from "../model.ts";
import type { World } from "../world.ts";
import { Archive } from "./archive.ts";
import { Chunks, type HistoryLimits } from "./chunks.ts";
import { PeerRequests } from "./peer-requests.ts";
import { Provisioning } from "./provisioning.ts";
import { Recollection } from "./recollection.ts";
import { type PastChat, readPastChat } from "./seed.ts";
import { sendChunk } from "./transfer.ts";

/** What phones remember of their chats, and how their companions get it. */
export class History {
  readonly limits: HistoryLimits = {
    inlineBytes: 512 * 1024,
    bootstrapMessagesPerChat: 10,
    messagesPerChunk: 500,
    recentDays: 90,
    onDemandMessages: 500,
  };
  readonly archive: Archive;
  readonly #world: World;
  readonly #chunks: Chunks;
  readonly #peerRequests: PeerRequests;
  readonly #provisioning: Provisioning;

  constructor(world: World) {
    this.#world = world;
    this.archive = new Archive(world);
    this.#chunks = new Chunks(world, this.limits);
    this.#peerRequests = new PeerRequests(world, this.#chunks, this.limits, (account) => this.recollect(account));
    this.#provisioning = new Provisioning(world);
  }

  /**
   * Gives a phone chats that it had before: devices that are linked later get them, on demand the others too.
   * Raises an Error for a chat that is neither number nor JID of a person or group; then none of them is added.
   */
  addChats(account: Account, ...chats: PastChat[]): void {
    const read = chats.map((chat) => readPastChat(this.#world, this.archive, account, chat));
    for (const add of read) add();
  }

  /** All that a phone remembers now: its given past, and what it sent and got since. */
  recollect(account: Account): Recollection {
    return new Recollection(this.#world, this.archive, account);
  }

  /**
   * Gives a companion in its first session what a phone gives it: the app-state key, its chats, others' names, the
   * messages of the last months. Does nothing for one that has it already. Rejects when the companion has no keys.
   */
  async provision(address: DeviceAddress): Promise<void> {
    const { account, device } = address;
    const companion = this.#world.directory.companion(account, device);
    if (companion?.isProvisioned !== false || this.#provisioning.record(address).isSent) return;
    this.#world.appState.announceName(account);
    const memory = this.recollect(account);
    this.#world.phones.of(account).sendPeer(device, this.#world.appState.keys.share(account));
    const bootstrap = sendChunk(this.#world, address, this.#chunks.bootstrap(memory), this.limits);
    this.#provisioning.update(address, {
      bootstrapId: bootstrap.id,
      bootstrapPath: bootstrap.directPath,
      isSent: true,
    });
    for (const chunk of [
      this.#chunks.pushNames(memory),
      this.#chunks.nonBlockingData(memory),
      ...this.#chunks.recent(memory),
      ...(companion.wantsFullHistory === true ? this.#chunks.full(memory) : []),
    ]) {
      sendChunk(this.#world, address, chunk, this.limits);
    }
  }

  /**
   * Makes ready for another attempt when a companion's first session broke before it had confirmed its history: what
   * was sent then is taken back, and {@link provision} sends it anew. To be called before what waits for it is sent: a
   * client makes nothing of history that comes before the end of what was waiting.
   */
  beginAgain(address: DeviceAddress): void {
    const companion = this.#world.directory.companion(address.account, address.device);
    if (companion?.isProvisioned === false) this.#provisioning.takeBack(address);
  }

  /** A companion has confirmed a history message, with a receipt of type `hist_sync`. */
  confirmed(address: DeviceAddress, id: string): void {
    if (this.#provisioning.confirmed(address, id)) this.#world.appState.provisioned(address);
  }

  /** Forgets how far a companion was, which was unlinked. */
  forget(address: DeviceAddress): void {
    this.#provisioning.forget(address);
  }

  /** A companion's peer message to its phone. Never throws: what goes wrong is in the transcript. */
  peerMessage(from: DeviceAddress, id: string, message: proto.IMessage): void {
    try {
      this.#peerRequests.answer(from, id, message);
    } catch (error) {
      const connection = this.#world.hub.connection(from)?.id ?? 0;
      this.#world.transcript.failure({ id: connection, address: from }, null, error);
    }
  }

  /** Waits until a companion may get its app state; gives back the collections that it must ask for again. */
  beforeAppState(address: DeviceAddress, names: readonly CollectionName[]): Promise<ReadonlySet<CollectionName>> {
    return this.#provisioning.beforeAppState(address, names);
  }

  /** Sends a linked companion the chats of the last months again, for example after some were added. */
  sendRecent(address: DeviceAddress): void {
    const memory = this.recollect(address.account);
    for (const chunk of [this.#chunks.bootstrap(memory), ...this.#chunks.recent(memory)]) {
      sendChunk(this.#world, address, chunk, this.limits);
    }
  }
}

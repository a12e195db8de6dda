import { Waiters } from "../../graph/waiters.ts";
import type { Collection } from "../../store/store.ts";
import type { Account } from "../model.ts";
import { childOf, childrenOf, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";

/** What a receipt says that somebody did with a message. */
export type ReceiptKind = "delivered" | "read" | "played";

/** Somebody's receipt for a message that this phone sent. */
export interface ReceivedReceipt {
  readonly messageId: string;
  readonly kind: ReceiptKind;
  /** Phone number of who received the message. */
  readonly from: string;
  /** Unix seconds, as the server stamped it. */
  readonly at: number;
}

const KINDS: Readonly<Record<string, ReceiptKind>> = { "": "delivered", read: "read", played: "played" };

/**
 * Which of a phone's messages were delivered, read and played, by whom. Kept in the store's `phone-receipts {own LID}`
 * under the message's id.
 */
export class ReceiptLedger {
  readonly #world: World;
  readonly #receipts: Collection<readonly ReceivedReceipt[]>;
  readonly #arrivals = new Waiters<ReceivedReceipt>();

  /** @param ownLid LID user of the phone's account. */
  constructor(world: World, ownLid: string) {
    this.#world = world;
    this.#receipts = world.store.collection(`phone-receipts ${ownLid}`);
  }

  /** The receipts for a message, in the order in which they came; each kind once per person. */
  of(messageId: string): readonly ReceivedReceipt[] {
    return this.#receipts.get(messageId) ?? [];
  }

  /** Resolves once somebody has sent such a receipt, also if it was earlier. Rejects after `timeoutMs`. */
  async wait(
    messageId: string,
    kind: ReceiptKind,
    options: { readonly timeoutMs: number; readonly from?: Account },
  ): Promise<ReceivedReceipt> {
    const isMeant = (receipt: ReceivedReceipt): boolean =>
      receipt.messageId === messageId &&
      receipt.kind === kind &&
      (options.from === undefined || receipt.from === options.from.phone);
    const earlier = this.of(messageId).find(isMeant);
    if (earlier !== undefined) return earlier;
    return this.#arrivals.wait(`waiting until ${messageId} is ${kind}`, isMeant, options.timeoutMs);
  }

  /** Takes note of a `<receipt>`; one of another kind, as `sender`, says nothing about a recipient. */
  take(stanza: Stanza): void {
    const { id = "", from, participant, type = "", t } = stanza.attrs;
    const kind = KINDS[type];
    const account = this.#world.directory.byJid(participant ?? from);
    if (kind === undefined || account === undefined) return;
    const at = Number(t ?? this.#world.clock.seconds());
    const more = childrenOf(childOf(stanza, "list"), "item").map((item) => item.attrs["id"] ?? "");
    for (const messageId of [id, ...more]) this.#add({ messageId, kind, from: account.phone, at });
  }

  /** Fails everyone who waits. */
  abandon(reason: string): void {
    this.#arrivals.rejectAll(reason);
  }

  #add(receipt: ReceivedReceipt): void {
    const known = this.of(receipt.messageId);
    if (known.some(({ kind, from }) => kind === receipt.kind && from === receipt.from)) return;
    this.#receipts.set(receipt.messageId, [...known, receipt]);
    if (this.#receipts.size > this.#world.settings.historyLimit) {
      const [oldest] = this.#receipts.entries();
      if (oldest !== undefined) this.#receipts.delete(oldest[0]);
    }
    this.#arrivals.notify(receipt);
  }
}

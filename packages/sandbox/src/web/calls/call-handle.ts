import { phoneJid } from "../address.ts";
import { hasBlocked } from "../messaging/outgoing.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import type { Call, CallState } from "./call.ts";

/** A call that a phone makes: what its user can do, and learns. */
export class CallHandle {
  readonly #world: World;
  readonly #call: Call;

  constructor(world: World, call: Call) {
    this.#world = world;
    this.#call = call;
  }

  get id(): string {
    return this.#call.id;
  }

  get state(): CallState {
    return this.#call.state;
  }

  /** Lets it ring on every device of those who are called. */
  ring(): void {
    const { isVideo, group, from } = this.#call.details;
    const attributes = { caller_pn: phoneJid(from), ...(group === null ? {} : { type: "group", "group-jid": group }) };
    const media = [element("audio", { enc: "opus", rate: 16_000 }), ...(isVideo ? [element("video", {})] : [])];
    this.#signal("offer", attributes, media);
  }

  /** Hangs up. `timeout`, the default, is a call that nobody took: clients show it as missed. */
  terminate(reason = "timeout"): void {
    if (this.#call.change("ended", reason)) this.#signal("terminate", { reason });
  }

  /** Resolves when somebody took the call; rejects after `timeoutMs` (5 seconds), or when it ended without. */
  accepted({ timeoutMs }: { timeoutMs?: number } = {}): Promise<void> {
    return this.#call.until(["accepted"], timeoutMs);
  }

  /** Resolves when somebody rejected the call; rejects after `timeoutMs` (5 seconds), or when it ended without. */
  rejected({ timeoutMs }: { timeoutMs?: number } = {}): Promise<void> {
    return this.#call.until(["rejected"], timeoutMs);
  }

  /** Resolves when the call is over, rejected or ended by either side; rejects after `timeoutMs` (5 seconds). */
  ended({ timeoutMs }: { timeoutMs?: number } = {}): Promise<void> {
    return this.#call.until(["ended", "rejected"], timeoutMs);
  }

  #signal(tag: string, attributes: Record<string, string>, content?: Stanza[]): void {
    const { from, to } = this.#call.details;
    const creator = phoneJid(from);
    const stanza = element(
      "call",
      {
        from: creator,
        id: this.#world.random.hex(`call stanza ${from.lid}`, 16),
        t: this.#world.clock.seconds(),
        notify: from.name,
      },
      [element(tag, { "call-id": this.#call.id, "call-creator": creator, ...attributes }, content)],
    );
    for (const account of to) {
      if (!hasBlocked(account, from)) this.#world.hub.deliverToAll(account, () => stanza);
    }
  }
}

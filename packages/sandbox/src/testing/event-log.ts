import type { BaileysEventMap } from "@whiskeysockets/baileys";
import type { ClientEvent } from "./client-types.ts";

type ConnectionUpdate = BaileysEventMap["connection.update"];

/** What a client's sessions have emitted, oldest first. */
export class EventLog {
  readonly events: ClientEvent[] = [];
  #sessionStart = 0;

  /** A new session begins. */
  begin(): void {
    this.#sessionStart = this.events.length;
  }

  /** Takes what `ev.process` gave. */
  add(events: Partial<BaileysEventMap>): void {
    for (const [name, data] of Object.entries(events)) this.events.push({ name, data } as ClientEvent);
  }

  /** The first event of this name, from number `after` on, for which `accepts` is true. */
  find<Name extends keyof BaileysEventMap>(
    name: Name,
    accepts: (data: BaileysEventMap[Name]) => boolean,
    after: number,
  ): BaileysEventMap[Name] | undefined {
    for (const event of this.events.slice(after)) {
      const data = event.data as BaileysEventMap[Name];
      if (event.name === name && accepts(data)) return data;
    }
    return undefined;
  }

  /** Updates of the present session's connection. */
  get updates(): ConnectionUpdate[] {
    return this.events
      .slice(this.#sessionStart)
      .filter((event): event is ClientEvent<"connection.update"> => event.name === "connection.update")
      .map(({ data }) => data);
  }

  /** The QR code that is shown now. */
  get qr(): string | undefined {
    return this.updates.findLast((update) => "qr" in update)?.qr;
  }

  get isOpen(): boolean {
    return this.updates.findLast(({ connection }) => connection !== undefined)?.connection === "open";
  }

  /** Whether the session is open and has got what waited for it. */
  get isReady(): boolean {
    return this.isOpen && this.updates.some((update) => update.receivedPendingNotifications === true);
  }
}

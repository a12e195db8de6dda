import type { Connection } from "../connection-interface.ts";
import type { IqRouter } from "../iq-router.ts";
import type { DeviceAddress } from "../model.ts";
import { childOf, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";

/**
 * What a client tells the server beside its requests, and gets no answer to: which telemetry session it is in, and how
 * many of the waiting stanzas it wants at once (all of them come anyway).
 */
const KNOWN_INFORMATION = new Set(["unified_session", "offline_batch"]);

/** Hands on what a logged-in client sends, to whom it concerns. */
export class StanzaDispatch {
  readonly #world: World;
  readonly #router: IqRouter;

  constructor(world: World, router: IqRouter) {
    this.#world = world;
    this.#router = router;
  }

  receive(connection: Connection, address: DeviceAddress, stanza: Stanza): void {
    switch (stanza.tag) {
      case "iq":
        void this.#router.handle(connection, stanza);
        return;
      case "receipt":
        this.#world.hub.answered(address, stanza);
        this.#world.messaging.receive(address, stanza);
        return;
      case "message":
      case "call":
        this.#world.messaging.receive(address, stanza);
        return;
      case "ack":
        this.#world.hub.answered(address, stanza);
        return;
      case "presence":
      case "chatstate":
        this.#world.presence.receive(address, stanza);
        return;
      case "ib":
        if (!KNOWN_INFORMATION.has(childOf(stanza)?.tag ?? "")) this.#world.transcript.unknown(connection, stanza);
        return;
      default:
        this.#world.transcript.unknown(connection, stanza);
    }
  }
}

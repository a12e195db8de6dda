import type { Collection } from "../../store/store.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";

/** An assistant that clients are told of. */
export interface Bot {
  readonly jid: string;
  readonly personaId: string;
}

/** The directory of assistants; empty unless somebody adds some, since nobody answers in their name. */
export class Bots {
  readonly #bots: Collection<Bot>;

  constructor(world: World) {
    this.#bots = world.store.collection("bots");
  }

  get list(): Bot[] {
    return [...this.#bots.values()];
  }

  add(bot: Bot): void {
    this.#bots.set(bot.jid, bot);
  }

  element(): Stanza {
    const bots = this.list.map(({ jid, personaId }) => element("bot", { jid, persona_id: personaId }));
    return element("bot", { v: "2" }, [element("section", { type: "all" }, bots)]);
  }
}

import type { Collection } from "../../store/store.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";

/** An address under which others can join a call. Kept under its token. */
export interface CallLink {
  readonly token: string;
  readonly media: "audio" | "video";
  /** LID user of who made it. */
  readonly creator: string;
}

/** Links to calls: made, and nothing more. */
export class CallLinks {
  readonly #world: World;
  readonly #links: Collection<CallLink>;

  constructor(world: World) {
    this.#world = world;
    this.#links = world.store.collection("call links");
  }

  get(token: string): CallLink | undefined {
    return this.#links.get(token);
  }

  /** Makes a link; null when the media is neither `audio` nor `video`. */
  create(creator: Account, media: string | undefined): CallLink | null {
    if (media !== "audio" && media !== "video") return null;
    const token = this.#world.random.bytes(`call link ${creator.lid}`, 16).toString("base64url");
    const link: CallLink = { token, media, creator: creator.lid };
    this.#links.set(token, link);
    return link;
  }
}

import type { WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import { faultOf } from "./fault.ts";
import type { ToldEvents } from "./types.ts";

/** That many changed pictures wait to be asked for; more are left for whoever looks at the contact next. */
const MAX_WAITING = 200;

export interface PicturesOptions {
  socket(): WASocket | undefined;
  readonly log: Logger;
  onPicture(jid: string, url: string): void;
}

/** Asks WhatsApp for pictures of which it only said that they changed, one at a time and beside everything else. */
export class Pictures {
  readonly #options: PicturesOptions;
  readonly #waiting = new Set<string>();
  #isAsking = false;

  constructor(options: PicturesOptions) {
    this.#options = options;
  }

  /** Looks for changed pictures in what Baileys told. */
  process(events: ToldEvents): void {
    for (const { id, imgUrl } of events["contacts.update"] ?? []) {
      if (id && imgUrl === "changed" && this.#waiting.size < MAX_WAITING) this.#waiting.add(id);
    }
    if (this.#waiting.size > 0 && !this.#isAsking) void this.#ask();
  }

  stop(): void {
    this.#waiting.clear();
  }

  /** Never rejects: a picture that cannot be had is left out. */
  async #ask(): Promise<void> {
    this.#isAsking = true;
    for (const jid of this.#waiting) {
      this.#waiting.delete(jid);
      try {
        const url = await this.#options.socket()?.profilePictureUrl(jid, "image");
        if (url !== undefined) this.#options.onPicture(jid, url);
      } catch (error) {
        this.#options.log.debug({ fault: faultOf(error) }, "a changed picture could not be asked for");
      }
    }
    this.#isAsking = false;
  }
}

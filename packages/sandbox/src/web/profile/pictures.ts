import type { Collection } from "../../store/store.ts";
import { phoneJid } from "../address.ts";
import { IqError } from "../iq.ts";
import { isGroupJid, parseJid } from "../jid.ts";
import type { MediaAddress } from "../media/media.ts";
import type { Account, Picture } from "../model.ts";
import { element } from "../stanza.ts";
import type { World } from "../world.ts";
import { byPhone, type Cause } from "./cause.ts";
import { isJpeg } from "./jpeg.ts";
import { notifyOthers, notifyOwnDevices } from "./notifications.ts";

/** The largest picture that is taken, in bytes (assumed). Clients send JPEGs of 640 x 640 pixels. */
const MAX_PICTURE_BYTES = 1024 * 1024;

/** Raises IqError 406 for what is no JPEG, or too large (assumed). */
export function checkPicture(jpeg: Buffer): void {
  if (jpeg.length > MAX_PICTURE_BYTES || !isJpeg(jpeg)) throw new IqError(406, "not-acceptable");
}

/** Profile pictures, and where they are served. Those of groups are kept by the groups. */
export class Pictures {
  readonly #world: World;
  /** Direct paths by picture id. */
  readonly #paths: Collection<string>;

  constructor(world: World) {
    this.#world = world;
    this.#paths = world.store.collection("picture paths");
  }

  /** A new picture for `owner` (a phone number or newsletter id). Raises IqError 406 when it is no JPEG or too large (assumed). */
  make(owner: string, jpeg: Buffer): Picture {
    checkPicture(jpeg);
    return { id: this.#world.random.digits(`picture ${owner}`, 10), jpeg };
  }

  /** Sets or removes an account's picture, and tells its devices and those who may see it. Raises IqError 406 (assumed). */
  set(account: Account, jpeg: Buffer | null, cause: Cause = byPhone(account)): Picture | null {
    account.picture = jpeg === null ? null : this.make(account.phone, jpeg);
    this.#world.directory.save(account);
    const { picture } = account;
    const author = phoneJid(account);
    const content =
      picture === null ? element("delete", { author }) : element("set", { id: picture.id, author, jid: author });
    cause.after(() => {
      notifyOwnDevices(this.#world, account, "picture", content, cause.from);
      notifyOthers(this.#world, account, "profile", "picture", content);
    });
    return picture;
  }

  /**
   * The picture at a JID, as `viewer` may see it.
   * Raises IqError 404 when there is none, 401 when it is hidden from the viewer.
   */
  seenBy(viewer: Account, target: string): Picture {
    const { directory, groups, profiles } = this.#world;
    const jid = parseJid(target);
    let picture: Picture | null = null;
    if (isGroupJid(target)) {
      const group = groups.get(target);
      if (group !== undefined && !group.participants.some(({ lid }) => lid === viewer.lid)) {
        throw new IqError(401, "not-authorized");
      }
      picture = group?.picture ?? null;
    } else if (jid?.server === "newsletter") {
      picture = profiles.newsletters.get(target)?.picture ?? null;
    } else {
      const account = directory.byJid(target);
      if (account !== undefined && !profiles.isVisible(account, viewer, "profile")) {
        throw new IqError(401, "not-authorized");
      }
      picture = account?.picture ?? null;
    }
    if (picture === null) throw new IqError(404, "item-not-found");
    return picture;
  }

  /** Where the picture can be fetched now; it is put there again when it had expired. */
  addressOf(picture: Picture): MediaAddress {
    const { media, clock } = this.#world;
    const known = this.#paths.get(picture.id);
    const stored = known === undefined ? undefined : media.lookUp(known);
    if (known !== undefined && stored !== undefined && stored.expiresAt > clock.now()) {
      return { directPath: known, url: media.urlOf(known) };
    }
    const address = media.store(picture.jpeg, "picture");
    this.#paths.set(picture.id, address.directPath);
    return address;
  }
}

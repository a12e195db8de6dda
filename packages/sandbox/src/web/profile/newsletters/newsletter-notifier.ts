import { addressKey, lidJid } from "../../address.ts";
import type { Account, DeviceAddress } from "../../model.ts";
import { element, type Stanza } from "../../stanza.ts";
import type { World } from "../../world.ts";
import type { Newsletter, NewsletterPost } from "./newsletter.ts";

/** How long clients are told of reactions and views once they asked, in seconds. */
const LIVE_UPDATES_S = 300;

/**
 * Tells clients what happens in channels, in the forms that Baileys reads (assumed to be WhatsApp's). Phones are not
 * told: who drives one asks the channel itself.
 */
export class NewsletterNotifier {
  readonly #world: World;
  /** Until when devices want to know of reactions and views, in seconds, by `{address} {newsletter}`. */
  readonly #subscriptions = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Reactions and views are told to this device for a while. Gives the seconds. */
  subscribe(device: DeviceAddress, newsletter: Newsletter): number {
    const now = this.#world.clock.seconds();
    for (const [key, until] of this.#subscriptions) if (until <= now) this.#subscriptions.delete(key);
    this.#subscriptions.set(`${addressKey(device)} ${newsletter.jid}`, now + LIVE_UPDATES_S);
    return LIVE_UPDATES_S;
  }

  /** Name or description changed. */
  settings(
    newsletter: Newsletter,
    { name, description }: { name: string | undefined; description: string | undefined },
    except: DeviceAddress,
  ): void {
    if (name === undefined && description === undefined) return;
    const settings = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
    const updates = [{ jid: newsletter.jid, settings }];
    const content = mexElement("NotificationNewsletterUpdate", updates);
    this.#tell(newsletter, { type: "mex", from: newsletter.jid }, content, { except });
  }

  /** Somebody became an admin. */
  promoted(newsletter: Newsletter, by: Account, account: Account): void {
    const updates = [{ jid: newsletter.jid, user: lidJid(account) }];
    const content = mexElement("NotificationNewsletterAdminPromote", updates);
    this.#tell(newsletter, { type: "mex", from: lidJid(by) }, content);
  }

  /** Somebody's role changed. */
  participant(
    newsletter: Newsletter,
    by: Account,
    account: Account,
    action: "promote" | "demote",
    role: string,
    except: DeviceAddress,
  ): void {
    const content = element("participant", { jid: lidJid(account), action, role });
    const attributes = { type: "newsletter", from: newsletter.jid, participant: lidJid(by) };
    this.#tell(newsletter, attributes, content, { except });
  }

  /** Somebody reacted to a post; an empty code takes a reaction back. */
  reaction(newsletter: Newsletter, post: NewsletterPost, code: string): void {
    const content = element("reaction", { message_id: post.serverId }, [element("reaction", {}, Buffer.from(code))]);
    this.#tellSubscribed(newsletter, content);
  }

  /** Somebody saw a post. */
  view(newsletter: Newsletter, post: NewsletterPost): void {
    const content = element("view", { message_id: post.serverId }, Buffer.from(String(post.views)));
    this.#tellSubscribed(newsletter, content);
  }

  #tellSubscribed(newsletter: Newsletter, content: Stanza): void {
    const accepts = (device: DeviceAddress): boolean => {
      const until = this.#subscriptions.get(`${addressKey(device)} ${newsletter.jid}`);
      return until !== undefined && until > this.#world.clock.seconds();
    };
    this.#tell(newsletter, { type: "newsletter", from: newsletter.jid }, content, { accepts });
  }

  #tell(
    newsletter: Newsletter,
    attributes: Readonly<Record<string, string>>,
    content: Stanza,
    { except, accepts }: { except?: DeviceAddress; accepts?: (device: DeviceAddress) => boolean } = {},
  ): void {
    const { random, clock, hub, profiles } = this.#world;
    const id = random.digits(`newsletter notification ${newsletter.jid}`, 10);
    const notification = element("notification", { ...attributes, id, t: clock.seconds() }, [content]);
    for (const account of profiles.newsletters.accountsOf(newsletter)) {
      hub.deliverToAll(
        account,
        (device) => (device.device !== 0 && (accepts?.(device) ?? true) ? notification : null),
        except,
      );
    }
  }
}

function mexElement(operation: string, updates: readonly unknown[]): Stanza {
  return element("mex", {}, Buffer.from(JSON.stringify({ operation, updates })));
}

import type { Collection } from "../../../store/store.ts";
import { IqError } from "../../iq.ts";
import type { Account } from "../../model.ts";
import type { Stanza } from "../../stanza.ts";
import type { World } from "../../world.ts";
import { byPhone, type Cause } from "../cause.ts";
import type { Follower, Newsletter, NewsletterRole, NewsletterText, ReactionMode } from "./newsletter.ts";
import { NewsletterNotifier } from "./newsletter-notifier.ts";
import { NewsletterPosts } from "./newsletter-posts.ts";

/** What is changed of a channel; absent fields stay as they are. A picture of null is removed. */
export interface NewsletterChange {
  readonly name?: string;
  readonly description?: string;
  readonly picture?: Buffer | null;
  readonly reactionMode?: ReactionMode;
}

/** Channels: who owns, runs and follows them. Codes of refusals are assumed throughout. */
export class Newsletters {
  readonly posts: NewsletterPosts;
  readonly notifier: NewsletterNotifier;
  readonly #world: World;
  readonly #newsletters: Collection<Newsletter>;

  constructor(world: World) {
    this.#world = world;
    this.#newsletters = world.store.collection("newsletters");
    this.notifier = new NewsletterNotifier(world);
    this.posts = new NewsletterPosts(world);
  }

  get all(): Newsletter[] {
    return [...this.#newsletters.values()];
  }

  /** The channel of a JID; undefined when there never was one, or it was deleted. */
  get(jid: string): Newsletter | undefined {
    return this.#newsletters.get(jid);
  }

  /** The channel of a JID. Raises IqError 404. */
  found(jid: string): Newsletter {
    const newsletter = this.get(jid);
    if (newsletter === undefined) throw new IqError(404, "item-not-found");
    return newsletter;
  }

  byInvite(invite: string): Newsletter | undefined {
    return this.all.find((newsletter) => newsletter.invite === invite);
  }

  roleOf(newsletter: Newsletter, account: Account): NewsletterRole {
    return this.follower(newsletter, account)?.role ?? "GUEST";
  }

  follower(newsletter: Newsletter, account: Account): Follower | undefined {
    return newsletter.followers.find(({ lid }) => lid === account.lid);
  }

  /** Raises IqError 400 for a name that is empty or too long. */
  create(owner: Account, name: string, description = ""): Newsletter {
    const { random, clock } = this.#world;
    const label = `newsletter ${owner.phone}`;
    const newsletter: Newsletter = {
      jid: `1203634${random.digits(label, 11)}@newsletter`,
      invite: random.bytes(label, 16).toString("base64url"),
      createdAt: clock.seconds(),
      name: this.#text(checkedName(name)),
      description: this.#text(checkedDescription(description)),
      picture: null,
      reactionMode: "ALL",
      followers: [{ lid: owner.lid, role: "OWNER", isMuted: false }],
      nextServerId: 100,
    };
    this.#newsletters.set(newsletter.jid, newsletter);
    return newsletter;
  }

  /** Tells followers of the change. Raises IqError 403 for who is not an admin, 400 and 406 for values that are not valid. */
  change(by: Account, jid: string, change: NewsletterChange, cause: Cause = byPhone(by)): Newsletter {
    const newsletter = this.#administered(by, jid);
    const { name, description, picture, reactionMode } = change;
    const checked = {
      ...(name === undefined ? {} : { name: this.#text(checkedName(name)) }),
      ...(description === undefined ? {} : { description: this.#text(checkedDescription(description)) }),
      ...(picture === undefined
        ? {}
        : { picture: picture === null ? null : this.#world.profiles.pictures.make(jid, picture) }),
      ...(reactionMode === undefined ? {} : { reactionMode }),
    };
    Object.assign(newsletter, checked);
    this.save(newsletter);
    cause.after(() => this.notifier.settings(newsletter, { name, description }, cause.from));
    return newsletter;
  }

  /** Following twice changes nothing. */
  follow(account: Account, jid: string): Newsletter {
    const newsletter = this.found(jid);
    if (this.follower(newsletter, account) === undefined) {
      newsletter.followers.push({ lid: account.lid, role: "SUBSCRIBER", isMuted: false });
      this.save(newsletter);
    }
    return newsletter;
  }

  /** Raises IqError 403 for the owner, who must give the channel away or delete it. */
  unfollow(account: Account, jid: string): Newsletter {
    const newsletter = this.found(jid);
    if (this.roleOf(newsletter, account) === "OWNER") throw new IqError(403, "forbidden");
    newsletter.followers = newsletter.followers.filter(({ lid }) => lid !== account.lid);
    this.save(newsletter);
    return newsletter;
  }

  /** Raises IqError 403 for who does not follow. */
  mute(account: Account, jid: string, isMuted: boolean): Newsletter {
    const newsletter = this.found(jid);
    const follower = this.follower(newsletter, account);
    if (follower === undefined) throw new IqError(403, "forbidden");
    follower.isMuted = isMuted;
    this.save(newsletter);
    return newsletter;
  }

  /** Makes a follower an admin, as if he had accepted an invitation. Raises IqError 403 unless the owner does it. */
  promote(by: Account, jid: string, account: Account): void {
    const newsletter = this.#owned(by, jid);
    const follower = this.follower(this.follow(account, jid), account);
    if (follower === undefined || follower.role !== "SUBSCRIBER") return;
    follower.role = "ADMIN";
    this.save(newsletter);
    this.notifier.promoted(newsletter, by, account);
  }

  /** Makes an admin a follower again. Raises IqError 403 unless the owner, or he himself, does it; 404 for no admin. */
  demote(by: Account, jid: string, account: Account, cause: Cause = byPhone(by)): Newsletter {
    const newsletter = by === account ? this.found(jid) : this.#owned(by, jid);
    const follower = this.follower(newsletter, account);
    if (follower?.role !== "ADMIN") throw new IqError(404, "item-not-found");
    follower.role = "SUBSCRIBER";
    this.save(newsletter);
    cause.after(() => this.notifier.participant(newsletter, by, account, "demote", "SUBSCRIBER", cause.from));
    return newsletter;
  }

  /** Gives the channel to one of its admins. Raises IqError 403 unless the owner does it, 404 for who is no admin. */
  changeOwner(by: Account, jid: string, account: Account, cause: Cause = byPhone(by)): Newsletter {
    const newsletter = this.#owned(by, jid);
    const [owner, heir] = [this.follower(newsletter, by), this.follower(newsletter, account)];
    if (owner === undefined || heir?.role !== "ADMIN") throw new IqError(404, "item-not-found");
    owner.role = "ADMIN";
    heir.role = "OWNER";
    this.save(newsletter);
    cause.after(() => this.notifier.participant(newsletter, by, account, "promote", "OWNER", cause.from));
    return newsletter;
  }

  /** Raises IqError 403 unless the owner does it. */
  delete(by: Account, jid: string): Newsletter {
    const newsletter = this.#owned(by, jid);
    this.#newsletters.delete(jid);
    this.posts.forget(jid);
    return newsletter;
  }

  /**
   * A device sends a `<message>` to a channel: a post, a change of one, or a reaction. Gives the number of the post;
   * followers get it once the sender has its ack.
   * Raises IqError, whose code belongs into the ack.
   */
  post(cause: Cause, stanza: Stanza): number {
    return this.posts.take(cause, stanza);
  }

  /** To be called after a channel was changed. */
  save(newsletter: Newsletter): void {
    this.#newsletters.touch(newsletter.jid);
  }

  /** Everybody in the channel, its owner included. Muting only silences a client, which gets all the same. */
  accountsOf(newsletter: Newsletter): Account[] {
    return newsletter.followers.flatMap(({ lid }) => this.#world.directory.byLid(lid) ?? []);
  }

  #administered(by: Account, jid: string): Newsletter {
    const newsletter = this.found(jid);
    if (!["OWNER", "ADMIN"].includes(this.roleOf(newsletter, by))) throw new IqError(403, "forbidden");
    return newsletter;
  }

  #owned(by: Account, jid: string): Newsletter {
    const newsletter = this.found(jid);
    if (this.roleOf(newsletter, by) !== "OWNER") throw new IqError(403, "forbidden");
    return newsletter;
  }

  #text(text: string): NewsletterText {
    const { random, clock } = this.#world;
    return { id: random.digits("newsletter text", 16), text, updateTime: String(clock.now() * 1000) };
  }
}

function checkedName(name: string): string {
  if (name.trim() === "" || name.length > 100) throw new IqError(400, "bad-request");
  return name;
}

function checkedDescription(description: string): string {
  if (description.length > 2048) throw new IqError(400, "bad-request");
  return description;
}

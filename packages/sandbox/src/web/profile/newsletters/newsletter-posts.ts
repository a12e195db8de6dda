import { proto } from "@whiskeysockets/baileys";
import type { Collection } from "../../../store/store.ts";
import { IqError } from "../../iq.ts";
import type { Account } from "../../model.ts";
import { type Attributes, bytesOf, childOf, element, type Stanza } from "../../stanza.ts";
import type { World } from "../../world.ts";
import { byPhone, type Cause } from "../cause.ts";
import type { Newsletter, NewsletterPost } from "./newsletter.ts";

/** What a channel in basic mode lets followers react with. */
const BASIC_REACTIONS = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
/** `edit` of a message that takes another one back: one's own, or as an admin. */
const DELETING_EDITS = ["7", "8"];

/** Posts of channels. Nothing in a channel is encrypted. */
export class NewsletterPosts {
  readonly #world: World;
  readonly #posts: Collection<NewsletterPost>;
  /** Keys in the collection, oldest first, by channel. */
  readonly #byNewsletter = new Map<string, string[]>();

  constructor(world: World) {
    this.#world = world;
    this.#posts = world.store.collection("newsletter posts");
    for (const [key, { newsletter }] of this.#posts.entries()) this.#keysOf(newsletter).push(key);
  }

  /** What was posted and not deleted, oldest first; the newest only, when there was very much. */
  of(jid: string): NewsletterPost[] {
    return this.#keysOf(jid).flatMap((key) => this.#posts.get(key) ?? []);
  }

  /** The message of a post. */
  messageOf(post: NewsletterPost): proto.IMessage {
    return proto.Message.decode(post.plaintext);
  }

  /** An admin posts on the phone. Raises IqError 403 for who is no admin, 404 for an unknown channel. */
  publish(by: Account, jid: string, message: proto.IMessage): NewsletterPost {
    const id = this.#world.random.hex(`newsletter message ${by.phone}`, 20);
    const plaintext = Buffer.from(proto.Message.encode(message).finish());
    return this.#post(byPhone(by), jid, { id, type: "text" }, plaintext);
  }

  /**
   * Somebody reacts to a post; null takes the reaction back.
   * Raises IqError 404 for an unknown post, 403 when the channel does not take such a reaction.
   */
  react(by: Account, jid: string, serverId: number, code: string | null, cause: Cause = byPhone(by)): void {
    const newsletter = this.#world.profiles.newsletters.found(jid);
    const post = this.#found(jid, serverId);
    const { reactionMode } = newsletter;
    const isAllowed = reactionMode === "ALL" || (reactionMode === "BASIC" && BASIC_REACTIONS.includes(code ?? ""));
    if (code !== null && !isAllowed) throw new IqError(403, "forbidden");
    if (code === null) delete post.reactions[by.lid];
    else post.reactions[by.lid] = code;
    this.#posts.touch(keyOf(post));
    cause.after(() => this.#world.profiles.newsletters.notifier.reaction(newsletter, post, code ?? ""));
  }

  /** Counts a view of a post. Raises IqError 404. */
  view(jid: string, serverId: number): void {
    const post = this.#found(jid, serverId);
    post.views += 1;
    this.#posts.touch(keyOf(post));
    const { newsletters } = this.#world.profiles;
    newsletters.notifier.view(newsletters.found(jid), post);
  }

  /** Forgets everything in a channel. */
  forget(jid: string): void {
    for (const key of this.#keysOf(jid)) this.#posts.delete(key);
    this.#byNewsletter.delete(jid);
  }

  /** Takes a device's `<message>`. Gives the number of the post that was made or changed. Raises IqError (codes assumed). */
  take(cause: Cause, stanza: Stanza): number {
    const { to = "", type = "text", edit, id = "", server_id: serverId } = stanza.attrs;
    if (id === "") throw new IqError(400, "bad-request");
    if (type === "reaction") {
      const code = childOf(stanza, "reaction")?.attrs["code"];
      this.react(cause.from.account, to, Number(serverId), code ?? null, cause);
      return Number(serverId);
    }
    const plaintext = bytesOf(childOf(stanza, "plaintext"));
    if (plaintext === null || !isMessage(plaintext)) throw new IqError(400, "bad-request");
    if (edit !== undefined) return this.#change(cause, to, { id, type, edit }, plaintext);
    return this.#post(cause, to, { id, type }, plaintext).serverId;
  }

  #post(cause: Cause, jid: string, { id, type }: { id: string; type: string }, plaintext: Buffer): NewsletterPost {
    const newsletter = this.#administered(cause.from.account, jid);
    const post: NewsletterPost = {
      newsletter: jid,
      serverId: newsletter.nextServerId,
      id,
      type,
      postedAt: this.#world.clock.seconds(),
      plaintext,
      views: 0,
      reactions: {},
    };
    newsletter.nextServerId += 1;
    this.#world.profiles.newsletters.save(newsletter);
    const keys = this.#keysOf(jid);
    keys.push(keyOf(post));
    this.#posts.set(keyOf(post), post);
    if (keys.length > this.#world.settings.historyLimit) this.#posts.delete(keys.shift() ?? "");
    this.#send(newsletter, cause, { id, type, server_id: post.serverId }, plaintext);
    return post;
  }

  /** An edit or a deletion: a protocol message that names the post's message id. */
  #change(
    cause: Cause,
    jid: string,
    attributes: { id: string; type: string; edit: string },
    plaintext: Buffer,
  ): number {
    const newsletter = this.#administered(cause.from.account, jid);
    const message = proto.Message.decode(plaintext);
    const change = message.protocolMessage ?? message.editedMessage?.message?.protocolMessage;
    const post = this.of(jid).find(({ id }) => id === change?.key?.id);
    if (post === undefined) throw new IqError(404, "item-not-found");
    if (DELETING_EDITS.includes(attributes.edit)) {
      this.#posts.delete(keyOf(post));
      this.#byNewsletter.set(
        jid,
        this.#keysOf(jid).filter((key) => key !== keyOf(post)),
      );
    } else if (change?.editedMessage) {
      post.plaintext = Buffer.from(proto.Message.encode(change.editedMessage).finish());
      this.#posts.touch(keyOf(post));
    } else throw new IqError(400, "bad-request");
    this.#send(newsletter, cause, { ...attributes, server_id: post.serverId }, plaintext);
    return post.serverId;
  }

  /** To all clients of those who follow, and the author's other ones. */
  #send(newsletter: Newsletter, { from, after }: Cause, attributes: Attributes, plaintext: Buffer): void {
    const { hub, clock, profiles } = this.#world;
    const stanza = element("message", { from: newsletter.jid, t: clock.seconds(), ...attributes }, [
      element("plaintext", {}, plaintext),
    ]);
    after(() => {
      for (const account of profiles.newsletters.accountsOf(newsletter)) {
        hub.deliverToAll(account, ({ device }) => (device === 0 ? null : stanza), from);
      }
    });
  }

  #administered(by: Account, jid: string): Newsletter {
    const { newsletters } = this.#world.profiles;
    const newsletter = newsletters.found(jid);
    if (!["OWNER", "ADMIN"].includes(newsletters.roleOf(newsletter, by))) throw new IqError(403, "forbidden");
    return newsletter;
  }

  #found(jid: string, serverId: number): NewsletterPost {
    const post = this.#posts.get(`${jid} ${serverId}`);
    if (post === undefined) throw new IqError(404, "item-not-found");
    return post;
  }

  #keysOf(jid: string): string[] {
    const keys = this.#byNewsletter.get(jid) ?? [];
    this.#byNewsletter.set(jid, keys);
    return keys;
  }
}

function isMessage(plaintext: Buffer): boolean {
  try {
    proto.Message.decode(plaintext);
    return true;
  } catch {
    return false;
  }
}

function keyOf(post: NewsletterPost): string {
  return `${post.newsletter} ${post.serverId}`;
}

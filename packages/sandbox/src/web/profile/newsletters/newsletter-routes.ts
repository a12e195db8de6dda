import { type IqAnswer, IqError, type IqRequest, type IqRoute } from "../../iq.ts";
import { element, type Stanza } from "../../stanza.ts";
import type { World } from "../../world.ts";
import { type NewsletterPost, reactionCounts } from "./newsletter.ts";

/** Requests that go to a channel itself (`xmlns="newsletter"`); the others are GraphQL, see newsletter-operations.ts. */
export function newsletterRoutes(world: World): IqRoute[] {
  return [
    {
      xmlns: "newsletter",
      type: "get",
      child: "message_updates",
      answer: (request) => messageUpdates(world, request),
    },
    {
      xmlns: "newsletter",
      type: "set",
      child: "live_updates",
      answer: ({ from, to }) => {
        const { newsletters } = world.profiles;
        const duration = newsletters.notifier.subscribe(from, newsletters.found(to));
        return [element("live_updates", { duration })];
      },
    },
  ];
}

/**
 * The newest `count` posts, oldest first: those since a time (Unix seconds), or after a post's number. The element
 * around them is as whatsmeow reads it; Baileys gives the whole answer to the application.
 */
function messageUpdates(world: World, { child, to }: IqRequest): IqAnswer {
  const newsletter = world.profiles.newsletters.found(to);
  const { count, since, after } = child.attrs;
  const limit = Number(count);
  if (!Number.isInteger(limit) || limit < 1) throw new IqError(400, "bad-request");
  const posts = world.profiles.newsletters.posts
    .of(newsletter.jid)
    .filter(({ postedAt, serverId }) => postedAt >= Number(since ?? 0) && serverId > Number(after ?? 0))
    .slice(-limit);
  const messages = element("messages", { jid: newsletter.jid, t: world.clock.seconds() }, posts.map(postElement));
  return [element("message_updates", {}, [messages])];
}

function postElement(post: NewsletterPost): Stanza {
  const reactions = [...reactionCounts(post)].map(([code, count]) => element("reaction", { code, count }));
  return element("message", { id: post.id, server_id: post.serverId, type: post.type, t: post.postedAt }, [
    element("plaintext", {}, post.plaintext),
    element("views_count", { count: post.views }),
    ...(reactions.length === 0 ? [] : [element("reactions", {}, reactions)]),
  ]);
}

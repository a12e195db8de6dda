import type { Picture } from "../../model.ts";

export type NewsletterRole = "OWNER" | "ADMIN" | "SUBSCRIBER" | "GUEST";
/** Which reactions followers may send. */
export type ReactionMode = "ALL" | "BASIC" | "NONE";

export interface Follower {
  /** LID user. */
  readonly lid: string;
  role: Exclude<NewsletterRole, "GUEST">;
  isMuted: boolean;
}

/** A text that can be changed, and when it was; microseconds of Unix time, as clients get them. */
export interface NewsletterText {
  readonly id: string;
  readonly text: string;
  readonly updateTime: string;
}

/** A channel. Kept in the store's `newsletters` under its JID. */
export interface Newsletter {
  /** `{digits}@newsletter`. */
  readonly jid: string;
  /** The end of `https://whatsapp.com/channel/{invite}`. */
  readonly invite: string;
  /** Unix seconds. */
  readonly createdAt: number;
  name: NewsletterText;
  description: NewsletterText;
  picture: Picture | null;
  reactionMode: ReactionMode;
  /** Everybody in it, its owner included. */
  followers: Follower[];
  /** The number that the next post gets; from 100, as WhatsApp does. */
  nextServerId: number;
}

/** What was posted in a channel. Kept in the store's `newsletter posts` under `{jid} {serverId}`. */
export interface NewsletterPost {
  readonly newsletter: string;
  readonly serverId: number;
  /** The message id that its author chose. */
  readonly id: string;
  readonly type: string;
  /** Unix seconds. */
  readonly postedAt: number;
  /** The serialised `Message`, not encrypted and not padded. Empty once it was deleted. */
  plaintext: Buffer;
  views: number;
  /** Emoji by LID user. */
  reactions: Record<string, string>;
}

/** How many reactions of each kind a post has. */
export function reactionCounts(post: NewsletterPost): Map<string, number> {
  const counts = new Map<string, number>();
  for (const code of Object.values(post.reactions)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

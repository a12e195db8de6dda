import { proto, type WAMessage } from "@whiskeysockets/baileys";

/**
 * A post of a channel as other messages are: what Baileys reads from a notification it gives as JSON, with bytes in base64,
 * words for enumerations and times as texts. See `handleNewsletterNotification` of Baileys. Never throws: what is no
 * message stays as it is.
 */
export function decodedPost(post: WAMessage): WAMessage {
  if (!post.message || post.message instanceof proto.Message) return post;
  try {
    return {
      ...post,
      message: proto.Message.fromObject(post.message),
      messageTimestamp: Number(post.messageTimestamp ?? 0),
    };
  } catch {
    return post;
  }
}

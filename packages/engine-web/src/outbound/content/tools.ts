import type { Media } from "@waxwing/media";
import type { Outbound } from "@waxwing/outbound";
import type { proto } from "@whiskeysockets/baileys";
import type { WebSession } from "../../session.ts";

/** What a content may need while it is built. */
export interface ContentTools {
  readonly session: WebSession;
  readonly media: Media;
  /** The guarded fetch, for the pages of link previews. */
  readonly outbound: Pick<Outbound, "fetch">;
  readonly signal: AbortSignal;
}

/** A message as WhatsApp knows it, without what it refers to. */
export type BuiltContent = proto.IMessage;

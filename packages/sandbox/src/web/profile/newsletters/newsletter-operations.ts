import { z } from "zod";
import { IqError } from "../../iq.ts";
import type { Account } from "../../model.ts";
import type { World } from "../../world.ts";
import { type MexOperation, mexOperation } from "../mex-operation.ts";
import type { Newsletter, NewsletterText } from "./newsletter.ts";
import type { NewsletterChange } from "./newsletters.ts";

const one = z.object({ newsletter_id: z.string() });
const user = z.object({ newsletter_id: z.string(), user_id: z.string() });
const creation = z.object({ input: z.object({ name: z.string(), description: z.string().nullish() }) });
const query = z.object({ input: z.object({ key: z.string(), type: z.enum(["JID", "INVITE"]) }) });
const changes = z.object({
  newsletter_id: z.string(),
  updates: z.object({
    name: z.string().optional(),
    description: z.string().optional(),
    /** A JPEG in base64; empty to remove it. */
    picture: z.string().optional(),
    settings: z.object({ reaction_codes: z.object({ value: z.enum(["ALL", "BASIC", "NONE"]) }) }).nullish(),
  }),
});

/** Queries about channels (section 19): numbers and paths from Baileys' QueryIds and XWAPaths. */
export function newsletterOperations(world: World): MexOperation[] {
  const { newsletters } = world.profiles;
  const about = (newsletter: Newsletter, viewer: Account): unknown => newsletterAnswer(world, newsletter, viewer);
  const accountOf = (jid: string): Account => {
    const account = world.directory.byJid(jid);
    if (account === undefined) throw new IqError(404, "item-not-found");
    return account;
  };
  return [
    mexOperation("8823471724422422", "xwa2_newsletter_create", creation, ({ input }, { from }) =>
      about(newsletters.create(from.account, input.name, input.description ?? ""), from.account),
    ),
    mexOperation("6563316087068696", "xwa2_newsletter", query, ({ input }, { from }) => {
      const found = input.type === "JID" ? newsletters.get(input.key) : newsletters.byInvite(input.key);
      if (found === undefined) throw new IqError(404, "item-not-found");
      return about(found, from.account);
    }),
    mexOperation("24250201037901610", "xwa2_newsletter_update", changes, (variables, request) => {
      const { account } = request.from;
      const change = readChange(variables.updates);
      return about(newsletters.change(account, variables.newsletter_id, change, request), account);
    }),
    // Baileys declares a number here; WhatsApp's own form is not known.
    mexOperation("9783111038412085", "xwa2_newsletter_subscribers", one, ({ newsletter_id }) => ({
      subscribers: newsletters.found(newsletter_id).followers.length,
    })),
    mexOperation("24404358912487870", "xwa2_newsletter_join_v2", one, ({ newsletter_id }, { from }) =>
      about(newsletters.follow(from.account, newsletter_id), from.account),
    ),
    mexOperation("9767147403369991", "xwa2_newsletter_leave_v2", one, ({ newsletter_id }, { from }) =>
      about(newsletters.unfollow(from.account, newsletter_id), from.account),
    ),
    mexOperation("29766401636284406", "xwa2_newsletter_mute_v2", one, ({ newsletter_id }, { from }) =>
      about(newsletters.mute(from.account, newsletter_id, true), from.account),
    ),
    mexOperation("9864994326891137", "xwa2_newsletter_unmute_v2", one, ({ newsletter_id }, { from }) =>
      about(newsletters.mute(from.account, newsletter_id, false), from.account),
    ),
    mexOperation("7130823597031706", "xwa2_newsletter_admin", one, ({ newsletter_id }) => ({
      id: newsletter_id,
      admin_count: newsletters.found(newsletter_id).followers.filter(({ role }) => role !== "SUBSCRIBER").length,
    })),
    mexOperation("7341777602580933", "xwa2_newsletter_change_owner", user, ({ newsletter_id, user_id }, request) => {
      newsletters.changeOwner(request.from.account, newsletter_id, accountOf(user_id), request);
      return { id: newsletter_id };
    }),
    mexOperation("6551828931592903", "xwa2_newsletter_demote", user, ({ newsletter_id, user_id }, request) => {
      newsletters.demote(request.from.account, newsletter_id, accountOf(user_id), request);
      return { id: newsletter_id };
    }),
    mexOperation("30062808666639665", "xwa2_newsletter_delete_v2", one, ({ newsletter_id }, { from }) => ({
      id: newsletters.delete(from.account, newsletter_id).jid,
      state: { type: "DELETED" },
    })),
  ];
}

function readChange({ name, description, picture, settings }: z.output<typeof changes>["updates"]): NewsletterChange {
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(picture === undefined ? {} : { picture: picture === "" ? null : Buffer.from(picture, "base64") }),
    ...(settings ? { reactionMode: settings.reaction_codes.value } : {}),
  };
}

function newsletterAnswer(world: World, newsletter: Newsletter, viewer: Account): unknown {
  const { newsletters, pictures } = world.profiles;
  const text = ({ id, text, updateTime }: NewsletterText): unknown => ({ id, text, update_time: updateTime });
  const { picture } = newsletter;
  // Without a picture an object must stand here all the same: Baileys reads its fields.
  const image = (type: "IMAGE" | "PREVIEW"): unknown => ({
    id: picture?.id ?? "",
    type,
    direct_path: picture === null ? "" : pictures.addressOf(picture).directPath,
  });
  return {
    id: newsletter.jid,
    state: { type: "ACTIVE" },
    thread_metadata: {
      creation_time: String(newsletter.createdAt),
      name: text(newsletter.name),
      description: text(newsletter.description),
      handle: null,
      invite: newsletter.invite,
      picture: image("IMAGE"),
      preview: image("PREVIEW"),
      settings: { reaction_codes: { value: newsletter.reactionMode } },
      subscribers_count: String(newsletter.followers.length),
      verification: "UNVERIFIED",
    },
    viewer_metadata: {
      mute: newsletters.follower(newsletter, viewer)?.isMuted ? "ON" : "OFF",
      role: newsletters.roleOf(newsletter, viewer),
    },
  };
}

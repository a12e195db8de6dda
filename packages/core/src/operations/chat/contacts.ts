import type { CoreParts } from "../../core-parts.ts";
import { recipientJid } from "../../recipients.ts";
import { connectedCapability } from "../connected-engine.ts";
import { accountOrOwn, resolvedRecipient } from "../resolved-recipient.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** Handlers that ask what WhatsApp knows of other accounts, and block them. */
export function contactHandlers(
  parts: CoreParts,
): Pick<ChatHandlers, "fetchProfilePictureUrl" | "fetchBusinessProfile" | "updateBlockStatus" | "fetchBlocklist"> {
  return {
    async fetchProfilePictureUrl({ number }, context) {
      const { instance, signal } = context;
      const profile = connectedCapability(parts, instance, "profile");
      const { jid } = await accountOrOwn(parts, context, number);
      return { wuid: jid, profilePictureUrl: await profile.pictureUrl(instance, jid, signal) };
    },

    async fetchBusinessProfile({ number }, context) {
      const { instance, signal } = context;
      const profile = connectedCapability(parts, instance, "profile");
      const { jid } = await accountOrOwn(parts, context, number);
      const business = await profile.businessProfile(instance, jid, signal);
      if (business === null) return { isBusiness: false, message: "Not a business profile", jid, exists: true };
      const { wid, address, description, website, email, category, businessHours } = business;
      return {
        isBusiness: true,
        jid,
        exists: true,
        wid,
        description,
        email,
        website: [...website],
        address,
        category,
        business_hours: businessHours,
      };
    },

    async updateBlockStatus({ number, status }, context) {
      const { instance, signal } = context;
      const chats = connectedCapability(parts, instance, "chats");
      const { jid } = await resolvedRecipient(parts, context, recipientJid(number), number);
      await chats.block(instance, jid, status === "block", signal);
      return { block: "success" };
    },

    async fetchBlocklist(_input, { instance, signal }) {
      const chats = connectedCapability(parts, instance, "chats");
      return { blocklist: await chats.blocklist(instance, signal) };
    },
  };
}

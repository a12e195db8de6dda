import type { PrivacySettings, ProfileManagement } from "@waxwing/core";
import { S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { WebSession, WebSessions } from "../../session.ts";
import { request } from "../request.ts";

const CATEGORIES = ["readreceipts", "profile", "status", "online", "last", "groupadd"] as const;

/** Who may see what of the account. */
export function privacy(sessions: WebSessions): Pick<ProfileManagement, "privacySettings" | "updatePrivacySettings"> {
  return {
    privacySettings: (instance, signal) => readPrivacy(sessions.of(instance), signal),

    async updatePrivacySettings(instance, settings, signal) {
      const session = sessions.of(instance);
      const present = await readPrivacy(session, signal);
      for (const category of CATEGORIES) {
        if (present[category] !== settings[category]) await setPrivacy(session, category, settings[category], signal);
      }
      // Read marks go by what Baileys remembers of these settings: reading them anew makes it remember the new ones.
      return readPrivacy(session, signal);
    },
  };
}

async function readPrivacy(session: WebSession, signal: AbortSignal): Promise<PrivacySettings> {
  const found = await request(session, { signal }, (socket) => socket.fetchPrivacySettings(true));
  const of = (category: (typeof CATEGORIES)[number]): string => found[category] ?? "all";
  return {
    readreceipts: of("readreceipts"),
    profile: of("profile"),
    status: of("status"),
    online: of("online"),
    last: of("last"),
    groupadd: of("groupadd"),
  };
}

async function setPrivacy(
  session: WebSession,
  category: (typeof CATEGORIES)[number],
  value: string,
  signal: AbortSignal,
): Promise<void> {
  const content = [{ tag: "privacy", attrs: {}, content: [{ tag: "category", attrs: { name: category, value } }] }];
  await request(session, { signal }, (socket) =>
    socket.query({ tag: "iq", attrs: { xmlns: "privacy", to: S_WHATSAPP_NET, type: "set" }, content }),
  );
}

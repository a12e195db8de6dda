import { WaxwingError } from "@waxwing/contract";
import type { ProfileManagement } from "@waxwing/core";
import type { WebSessions } from "../../session.ts";
import { phoneJidOf } from "../addresses.ts";
import { request } from "../request.ts";
import { type PictureMaking, pictureOf, type SourceFile } from "../sources.ts";
import { refusalCode } from "../whatsapp-error.ts";
import { aboutIn } from "./about.ts";
import { businessProfileOf } from "./business.ts";
import { pictureUrlOf, removePicture, setPicture } from "./pictures.ts";
import { privacy } from "./privacy.ts";

/** Profiles on WhatsApp Web: the account's own, and what others show of theirs. */
export function createProfile<File extends SourceFile>({
  sessions,
  media,
}: {
  readonly sessions: WebSessions;
  readonly media: PictureMaking<File>;
}): ProfileManagement {
  return {
    pictureUrl: (instance, jid, signal) => pictureUrlOf(sessions.of(instance), jid, { signal }),

    async aboutOf(instance, jid, signal) {
      const session = sessions.of(instance);
      const list = await request(session, { signal }, (socket) => socket.fetchStatus(jid));
      return aboutIn(list ?? []);
    },

    async businessProfile(instance, jid, signal) {
      const session = sessions.of(instance);
      const profile = await request(session, { signal }, (socket) => socket.getBusinessProfile(jid)).catch(notThere);
      if (profile === undefined) return null;
      return businessProfileOf(profile, await phoneJidOf(session.socket, profile.wid ?? jid));
    },

    async updateName(instance, name, signal) {
      const session = sessions.of(instance);
      await request(session, { signal }, (socket) => socket.updateProfileName(name));
    },

    async updateAbout(instance, about, signal) {
      await request(sessions.of(instance), { signal }, (socket) => socket.updateProfileStatus(about));
    },

    async updatePicture(instance, picture, signal) {
      // Asked first: nobody downloads a picture for an instance that is not connected.
      sessions.of(instance);
      const jpeg = await pictureOf(media, picture, signal);
      await setPicture(sessions.of(instance), null, jpeg, { signal });
    },

    removePicture: (instance, signal) => removePicture(sessions.of(instance), null, { signal }),

    ...privacy(sessions),
  };
}

/** Somebody without a business profile has none; that is an answer. */
function notThere(error: unknown): undefined {
  if (error instanceof WaxwingError && refusalCode(error) === 404) return undefined;
  throw error;
}

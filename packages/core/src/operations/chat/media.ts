import type { CoreParts } from "../../core-parts.ts";
import { findMessage } from "../find-messages.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** The handler that fetches the medium of a message. */
export function mediaHandlers({ database, engines }: CoreParts): Pick<ChatHandlers, "getBase64"> {
  return {
    async getBase64({ message: { key }, convertToMp4 }, { instance, signal }) {
      // Whether the connection is needed is the engine's to say: the medium may be kept here.
      const { media } = engines.able(instance.integration, "media");
      const message = await findMessage(database, instance.id, key);
      return media.fetchMedia(instance, message, { convertToMp4: convertToMp4 ?? false }, signal);
    },
  };
}

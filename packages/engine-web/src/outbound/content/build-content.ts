import type { OutgoingContent } from "@waxwing/core";
import { previewOf } from "../link-preview/preview.ts";
import { assertShown, buttonsContent } from "./buttons.ts";
import { assertCarouselShown, carouselContent, type IllustratedCard } from "./carousel.ts";
import { contactsContent } from "./contacts.ts";
import { listContent } from "./list.ts";
import { locationContent } from "./location.ts";
import { assertCaptionShown, audioContent, imageContent, mediaContent, stickerContent, videoContent } from "./media.ts";
import { pollContent } from "./poll.ts";
import { reactionContent } from "./reaction.ts";
import { statusContent } from "./status.ts";
import { textContent } from "./text.ts";
import type { BuiltContent, ContentTools } from "./tools.ts";

/** Makes a content complete: media are fetched, converted and uploaded. */
export async function buildContent(content: OutgoingContent, tools: ContentTools): Promise<BuiltContent> {
  switch (content.kind) {
    case "text": {
      const preview = content.linkPreview === false ? undefined : await previewOf(content.text, tools);
      return textContent(content.text, preview);
    }
    case "image":
    case "video":
    case "document":
    case "audio":
      assertCaptionShown(content);
      return mediaContent(content, tools);
    case "ptv":
      return { ptvMessage: await videoContent({ media: content.media }, tools) };
    case "voice": {
      const mode = content.convert ? "voice" : "unconverted-voice";
      return { audioMessage: await audioContent({ media: content.media, mode }, tools) };
    }
    case "sticker":
      return stickerContent(content, tools, Date.now());
    case "location":
      return locationContent(content);
    case "contacts":
      return contactsContent(content.contacts);
    case "reaction":
      return reactionContent(content, Date.now());
    case "poll":
      return pollContent(content);
    case "list":
      return listContent(content);
    case "buttons": {
      assertShown(content.buttons);
      const { thumbnailUrl } = content;
      if (thumbnailUrl === undefined) return buttonsContent(content);
      return buttonsContent(content, await imageContent({ media: thumbnailUrl }, tools));
    }
    case "carousel": {
      assertCarouselShown(content);
      const cards: IllustratedCard[] = [];
      for (const card of content.cards) {
        const { imageUrl } = card;
        const picture = imageUrl === undefined ? undefined : await imageContent({ media: imageUrl }, tools);
        cards.push({ ...card, picture });
      }
      return carouselContent(content, cards);
    }
    case "status":
      return statusContent(content, tools);
  }
}

import type { OutgoingCard, OutgoingContent } from "@waxwing/core";
import { proto } from "@whiskeysockets/baileys";
import { assertShown } from "./buttons.ts";
import { nativeFlow } from "./native-buttons.ts";
import type { BuiltContent } from "./tools.ts";

type Carousel = Extract<OutgoingContent, { kind: "carousel" }>;

/** A card and its picture, when it has one. */
export interface IllustratedCard extends OutgoingCard {
  readonly picture?: proto.Message.IImageMessage | undefined;
}

/** A single card without a picture is shown as a text with buttons, since clients show no carousel of it. */
const isPlain = ({ cards: [first, ...others] }: Pick<Carousel, "cards">): boolean =>
  others.length === 0 && first?.imageUrl === undefined;

/** Refuses what clients do not show. Throws NOT_SUPPORTED_BY_ENGINE. */
export function assertCarouselShown(carousel: Carousel): void {
  if (isPlain(carousel)) for (const { buttons } of carousel.cards) assertShown(buttons);
}

/**
 * A text with cards below that are swiped through, each with a native flow of its own. Shown only with the elements of
 * `interactiveElements` beside it.
 */
export function carouselContent(carousel: Carousel, cards: readonly IllustratedCard[]): BuiltContent {
  const { body } = carousel;
  const [only] = cards;
  if (isPlain(carousel) && only !== undefined) {
    const { title, body: text, footer } = only;
    const parts = [body, ...(title === undefined ? [] : [`*${title}*`]), text];
    return {
      interactiveMessage: { ...shown(parts.join("\n\n"), footer), nativeFlowMessage: nativeFlow(only.buttons) },
    };
  }
  return {
    interactiveMessage: {
      body: { text: body },
      carouselMessage: {
        cards: cards.map((card) => ({
          header: headerOf(card),
          ...shown(card.body, card.footer),
          nativeFlowMessage: nativeFlow(card.buttons),
        })),
        messageVersion: 1,
        carouselCardType: proto.Message.InteractiveMessage.CarouselMessage.CarouselCardType.HSCROLL_CARDS,
      },
    },
  };
}

function headerOf({ title, picture }: IllustratedCard): proto.Message.InteractiveMessage.IHeader {
  return {
    ...(title === undefined ? {} : { title }),
    hasMediaAttachment: picture !== undefined,
    ...(picture === undefined ? {} : { imageMessage: picture }),
  };
}

function shown(text: string, footer: string | undefined): Pick<proto.Message.IInteractiveMessage, "body" | "footer"> {
  return { body: { text }, ...(footer === undefined ? {} : { footer: { text: footer } }) };
}
